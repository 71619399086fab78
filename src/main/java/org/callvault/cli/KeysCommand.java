package org.callvault.cli;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.callvault.recording.spool.SpoolKeys;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code callvault keys}: the keys of a node's spool. */
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "The keys that a node's spool is sealed under.",
        footer = {
            "",
            "A running node takes a new key at its next start. What is done is written to keys.log in the data directory."
        })
final class KeysCommand implements Runnable {
    private static final String KEY = "spool.key";

    private final InstantSource clock;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            required = true,
            scope = ScopeType.INHERIT,
            description = "data directory of the node")
    private Path data = Path.of("");

    KeysCommand(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "list or rotate is missing");
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Keys, and how many segments need each.")
    int list() throws IOException {
        SpoolKeys keys = SpoolKeys.load(data.resolve(KEY));
        List<String> needed = needed();
        for (String id : keys.ids()) {
            long segments = needed.stream().filter(id::equals).count();
            print(id + (id.equals(keys.currentId()) ? " current " : " former ") + segments + " segments");
        }
        needed.stream()
                .distinct()
                .filter(id -> !keys.ids().contains(id))
                .forEach(id -> print(id + " is not here, and segments need it"));
        return ExitCodes.OK;
    }

    private List<String> needed() throws IOException {
        Path spool = data.resolve("spool");
        if (!Files.isDirectory(spool)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(spool)) {
            List<Path> segments =
                    files.filter(file -> file.toString().endsWith(".spool")).toList();
            List<String> ids = new ArrayList<>();
            for (Path segment : segments) {
                ids.add(SpoolKeys.idIn(segment));
            }
            return ids;
        }
    }

    @Command(
            name = "rotate",
            mixinStandardHelpOptions = true,
            description = "Make a new spool key. The former one stays beside it, because segments need it.")
    int rotate() throws IOException {
        Path file = data.resolve(KEY);
        SpoolKeys keys = SpoolKeys.load(file);
        note("rotation of spool key " + keys.currentId() + " begins");
        String made = keys.rotate(file);
        note("spool key " + made + " is in the place of " + keys.currentId());
        print(made + " is the new key; a running node takes it at its next start");
        return ExitCodes.OK;
    }

    /** One line: when, who, what; on the disk when this returns. */
    private void note(String what) throws IOException {
        String line =
                clock.instant().truncatedTo(ChronoUnit.SECONDS) + " " + System.getProperty("user.name") + " " + what;
        try (FileChannel log =
                FileChannel.open(data.resolve("keys.log"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            log.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
            log.force(true);
        }
    }

    private void print(String line) {
        spec.commandLine().getOut().println(line);
    }
}
