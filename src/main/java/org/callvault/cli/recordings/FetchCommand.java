package org.callvault.cli.recordings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.callvault.cli.ExitCodes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code callvault fetch}: a recording out of a bucket, as it is kept there. */
@Command(
        name = "fetch",
        mixinStandardHelpOptions = true,
        description = {
            "Copy a recording out of a bucket into a directory named by its id, as it is kept: sealed where it is sealed.",
            "Endpoint, region and credentials are those that a node would use here: CALLVAULT_S3_..., .env, or the file that"
                    + " CALLVAULT_CONFIG names."
        },
        footer = {"", "Exit codes: 0 done, 1 it is not there or the store does not answer, 2 wrong use."})
public final class FetchCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "RECORDING",
            description = "s3://BUCKET/PREFIX/2026/11/28/ID, or ID in the bucket of the node")
    private String recording = "";

    @Option(names = "--to", paramLabel = "DIR", description = "in which directory; default: here")
    private Path to = Path.of("");

    public FetchCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() throws IOException {
        Path place = to.resolve(LocalRecording.id(recording).value());
        if (Files.exists(place)) {
            throw new IOException(place + " is there already: name another directory with --to");
        }
        LocalRecording.fetch(recording, place, environment);
        spec.commandLine().getOut().println(place);
        return ExitCodes.OK;
    }
}
