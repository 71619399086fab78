package org.callvault.cli.life;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code callvault retain}: how long a recording is kept. */
@Command(
        name = "retain",
        mixinStandardHelpOptions = true,
        description = {
            "Keep a recording longer, at once; or shorter, when a second person agrees.",
            "Without --until: print how long it is kept, and by which rule."
        },
        footer = {"", "Exit codes: 0 done, or waiting for a second person, 1 refused, 2 wrong use."})
public final class RetainCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private NodeApi api = new NodeApi();

    @Parameters(paramLabel = "ID", arity = "0..1", description = "the recording")
    private Optional<String> recording = Optional.empty();

    @Option(names = "--until", paramLabel = "TIME", description = "such as 2031-12-31T00:00:00Z, or forever")
    private Optional<String> until = Optional.empty();

    @Option(
            names = "--confirm-clock",
            description = "say that it is as late as the node's clock says, where an alarm doubts it")
    private boolean confirmClock;

    @Option(names = "--reason", paramLabel = "TEXT", description = "why; needed where something changes")
    private Optional<String> reason = Optional.empty();

    @Override
    public Integer call() throws IOException {
        if (confirmClock == recording.isPresent()) {
            throw new ParameterException(spec.commandLine(), "name one recording, or give --confirm-clock");
        }
        if (confirmClock) {
            return api.ask(spec.commandLine().getOut(), "POST", "/api/v1/retention/clock", Map.of("reason", given()));
        }
        String path = "/api/v1/recordings/" + NodeApi.encoded(recording.orElseThrow()) + "/retention";
        return until.isEmpty()
                ? api.ask(spec.commandLine().getOut(), "GET", path)
                : api.ask(
                        spec.commandLine().getOut(),
                        "PUT",
                        path,
                        Map.of("until", until.orElseThrow(), "reason", given()));
    }

    private String given() {
        return reason.orElseThrow(() -> new ParameterException(spec.commandLine(), "--reason is missing"));
    }
}
