package org.callvault.cli.life;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code callvault hold}: keeps recordings whatever else says that they may go. */
@Command(
        name = "hold",
        mixinStandardHelpOptions = true,
        description = {
            "Place a hold on recordings, or release it. A hold beats retention and erasure.",
            "A search places it on what is found now, not on what is recorded later."
        },
        footer = {"", "Exit codes: 0 done, or waiting for a second person, 1 refused, 2 wrong use."})
public final class HoldCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private NodeApi api = new NodeApi();

    @Parameters(paramLabel = "LABEL", description = "what the hold is called, such as \"case 4711\"")
    private String label = "";

    @Option(names = "--recording", paramLabel = "ID", description = "on this one; may be given several times")
    private List<String> recordings = List.of();

    @Option(
            names = "--search",
            paramLabel = "NAME=VALUE",
            description =
                    "on those found by the parameters of the API, such as number=4711 or from=2026-11-01T00:00:00Z")
    private Map<String, String> search = Map.of();

    @Option(names = "--release", description = "release it: from the recordings named or, without any, from all")
    private boolean release;

    @Option(names = "--reason", paramLabel = "TEXT", required = true, description = "why")
    private String reason = "";

    @Override
    public Integer call() throws IOException {
        if (!release && recordings.isEmpty() == search.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "name recordings with --recording or --search");
        }
        if (release && !search.isEmpty()) {
            throw new ParameterException(spec.commandLine(), "a hold is released by its label: leave out --search");
        }
        if (recordings.isEmpty()) {
            return release
                    ? api.ask(spec.commandLine().getOut(), "DELETE", "/api/v1/holds/" + released())
                    : api.ask(
                            spec.commandLine().getOut(),
                            "POST",
                            "/api/v1/holds",
                            Map.of("label", label, "reason", reason, "search", search));
        }
        int worst = 0;
        for (String id : recordings) {
            String holds = "/api/v1/recordings/" + NodeApi.encoded(id) + "/holds";
            worst = Math.max(
                    worst,
                    release
                            ? api.ask(spec.commandLine().getOut(), "DELETE", holds + "/" + released())
                            : api.ask(
                                    spec.commandLine().getOut(),
                                    "POST",
                                    holds,
                                    Map.of("label", label, "reason", reason)));
        }
        return worst;
    }

    private String released() {
        return NodeApi.encoded(label) + "?reason=" + NodeApi.encoded(reason);
    }
}
