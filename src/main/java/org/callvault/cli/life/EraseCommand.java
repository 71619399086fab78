package org.callvault.cli.life;

import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code callvault erase}: asks for recordings to be erased. */
@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        description = {
            "Ask for recordings to be erased; a second person has to agree (callvault approve).",
            "What is held is not erased, and the answer names the hold. What still lives has to be asked for again."
        },
        footer = {"", "Exit codes: 0 waiting for a second person, or erased already, 1 refused, 2 wrong use."})
public final class EraseCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private NodeApi api = new NodeApi();

    @ArgGroup(multiplicity = "1")
    private Whose whose = new Whose();

    @Option(
            names = "--reason",
            paramLabel = "TEXT",
            required = true,
            description = "why; name nobody in it, it is kept")
    private String reason = "";

    /** One of them. */
    static final class Whose {
        @Option(names = "--recording", paramLabel = "ID", description = "this one")
        private String recording = "";

        @Option(names = "--number", paramLabel = "NUMBER", description = "all that this telephone number took part in")
        private String number = "";

        @Option(
                names = "--participant",
                paramLabel = "PART",
                description = "all that somebody of this address or name took part in")
        private String participant = "";

        private Map.Entry<String, String> asked() {
            if (!recording.isEmpty()) {
                return Map.entry("recording", recording);
            }
            return number.isEmpty() ? Map.entry("participant", participant) : Map.entry("number", number);
        }
    }

    @Override
    public Integer call() throws IOException {
        Map.Entry<String, String> asked = whose.asked();
        return api.ask(
                spec.commandLine().getOut(),
                "POST",
                "/api/v1/erasures",
                Map.of(asked.getKey(), asked.getValue(), "reason", reason));
    }
}
