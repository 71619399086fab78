package org.callvault.cli.recordings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.callvault.cli.ExitCodes;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.kept.RecordingFiles;
import org.callvault.recording.manifest.Manifest.StoredFile;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code callvault decrypt}: the files of a sealed recording in the clear, for people who may have them so. */
@Command(
        name = "decrypt",
        mixinStandardHelpOptions = true,
        description = {
            "Write the files of a recording, decrypted with the key of one of its recipients, into a directory.",
            "A file appears only when it is found to be what was sealed."
        },
        footer = {"", "Exit codes: 0 done, 1 the recording is not what it should be or not for this key, 2 wrong use."})
public final class DecryptCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "RECORDING", description = LocalRecording.PARAMETER)
    private String recording = "";

    @Option(
            names = "--to",
            paramLabel = "DIR",
            required = true,
            description = "where to write; made if it is not there")
    private Path to = Path.of("");

    @Mixin
    private KeyOption key = new KeyOption();

    @Override
    public Integer call() throws IOException {
        try (LocalRecording local = LocalRecording.of(recording)) {
            return decrypt(VerifiedRecording.open(local.path()));
        }
    }

    private int decrypt(VerifiedRecording verified) throws IOException {
        if (!verified.problems().isEmpty()) {
            throw new IOException("the recording is not what it should be: "
                    + verified.problems().getFirst());
        }
        RecordingFiles files = verified.files(key.load());
        Files.createDirectories(to);
        for (StoredFile stored : verified.manifest().files()) {
            String name =
                    stored.content() == null ? stored.name() : stored.content().name();
            Path file = to.resolve(Path.of(name).getFileName());
            try (InputStream in = Channels.newInputStream(files.open(name))) {
                Files.copy(in, file);
            }
            spec.commandLine().getOut().println(file);
        }
        return ExitCodes.OK;
    }
}
