package org.callvault.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code callvault bench junk}. */
@Command(
        name = "junk",
        mixinStandardHelpOptions = true,
        description = {
            "Flood the live streams of a node in a process of its own with what attackers send, one kind after the other:",
            "CPU for each packet of media and of junk, packets of media lost, heap before and after.",
            "Linux only; needs gcc, make, libsrtp2-dev and libssl-dev."
        },
        footer = {"", "Example: callvault bench junk --streams 100 --times 10"})
final class JunkCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--streams",
            paramLabel = "N",
            description = "live streams, 50 packets a second each (default: ${DEFAULT-VALUE})",
            defaultValue = "100")
    private int streams;

    @Option(
            names = "--times",
            paramLabel = "N",
            description = "packets of junk for each one of the media (default: ${DEFAULT-VALUE})",
            defaultValue = "10")
    private int times;

    @Option(
            names = "--time",
            description = "how long each kind is sent, after 30 s that are not measured (default: ${DEFAULT-VALUE})",
            defaultValue = "10s")
    private Duration time = Duration.ZERO;

    @Option(
            names = "--floor",
            paramLabel = "DIR",
            description = "the C programs' sources (default: ${DEFAULT-VALUE})",
            defaultValue = "src/bench/floor")
    private Path floor = Path.of("");

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (streams < 2 || streams % 2 == 1) {
            throw new ParameterException(spec.commandLine(), "--streams takes even numbers, two streams to a call");
        }
        if (times < 1 || time.toSeconds() < 1) {
            throw new ParameterException(spec.commandLine(), "--times and --time must be at least 1");
        }
        PrintWriter out = spec.commandLine().getOut();
        JunkRound round = new JunkRound(Floor.in(floor.toAbsolutePath()), line -> {
            out.println(line);
            out.flush();
        });
        out.print(round.measure(streams, times, time).table());
        out.flush();
        return 0;
    }
}
