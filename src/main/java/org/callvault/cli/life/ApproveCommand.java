package org.callvault.cli.life;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code callvault approve}: the second person's word. */
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        description = {
            "Agree to what another person asked for, or refuse it. Who asked cannot agree.",
            "Without an id: print what waits."
        },
        footer = {"", "Exit codes: 0 done, 1 refused, 2 wrong use."})
public final class ApproveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private NodeApi api = new NodeApi();

    @Parameters(paramLabel = "ID", arity = "0..1", description = "what \"waits for a second person\" named")
    private Optional<String> id = Optional.empty();

    @Option(names = "--refuse", description = "do not agree; then nothing is done")
    private boolean refuse;

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "checked", description = "why")
    private String reason = "checked";

    @Override
    public Integer call() throws IOException {
        return id.isEmpty()
                ? api.ask(spec.commandLine().getOut(), "GET", "/api/v1/approvals")
                : api.ask(
                        spec.commandLine().getOut(),
                        "POST",
                        "/api/v1/approvals/" + NodeApi.encoded(id.get()),
                        Map.of("decision", refuse ? "refuse" : "approve", "reason", reason));
    }
}
