package org.callvault.cli;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.Callable;
import org.callvault.config.InvalidSettings;
import org.callvault.config.Settings;
import org.callvault.config.SettingsLoader;
import org.callvault.recording.live.LiveSegments;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code callvault recover}: has the node of this machine finish what a node that is gone had uploaded of its calls. */
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        description = {
            "Have the node whose settings these are finish the calls of a node that is gone, from what that one had uploaded.",
            "It waits until the other shows no sign of life, needs the other's spool key (its spool.key, as"
                    + " spool-FINGERPRINT.key in this node's data directory), and goes on after a restart.",
            "A node whose own disk was lost does this for itself when it starts again under its name."
        },
        footer = {"", "Exit codes: 0 it is asked, 1 it cannot be, 2 wrong use."})
final class RecoverCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NODE", description = "name of the node that is gone, as it stands in its recordings")
    private String node = "";

    RecoverCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() throws IOException {
        Settings settings;
        try {
            settings = SettingsLoader.load(Path.of("").toAbsolutePath(), environment)
                    .settings();
        } catch (InvalidSettings e) {
            throw new IOException("these settings cannot be used: " + String.join("; ", e.problems()), e);
        }
        if (settings.store().s3().isEmpty()) {
            throw new IOException("this node keeps recordings in a directory, and nothing of live calls in a store:"
                    + " set CALLVAULT_STORE=s3 and the bucket of the node that is gone");
        }
        if (node.equals(settings.node().name())) {
            throw new IOException(node + " is this node: it does so by itself when it starts");
        }
        if (node.isEmpty() || node.startsWith(".") || node.contains("/")) {
            throw new IOException("\"" + node + "\" is no name of a node");
        }
        Path data = settings.node().dataDirectory();
        Path request = data.resolve(LiveSegments.REQUESTS).resolve(node);
        Files.createDirectories(request.resolveSibling(""));
        Files.write(request, new byte[0]);
        spec.commandLine()
                .getOut()
                .println(
                        runs(data)
                                ? "the node that runs here is asked; its log says what it takes over, and " + request
                                        + " is gone when it has"
                                : "no node runs here: it is done at the next start");
        return ExitCodes.OK;
    }

    /** A node locks this file as long as it runs. */
    private static boolean runs(Path data) {
        try (FileChannel channel = FileChannel.open(data.resolve("lock"), StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException here) {
            return true;
        } catch (IOException none) {
            return false;
        }
    }
}
