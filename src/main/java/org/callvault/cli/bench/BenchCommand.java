package org.callvault.cli.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.callvault.cli.bench.sessions.SessionsCommand;
import org.callvault.recording.RecordingJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code callvault bench}: measures on this machine. */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = "Measure what Callvault costs on this machine.",
        subcommands = {BenchCommand.Media.class, JunkCommand.class, SessionsCommand.class})
public final class BenchCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "say what to measure: media, junk or sessions");
    }

    /** {@code callvault bench media}. */
    @Command(
            name = "media",
            mixinStandardHelpOptions = true,
            description = {
                "Send SRTP streams to a C receiver that does only what must be done, to a node in a process of its own,",
                "and to rtpengine where it is installed: CPU for each packet, losses, memory.",
                "Linux only; needs gcc, make, libsrtp2-dev and libssl-dev."
            },
            footer = {"", "Example: callvault bench media --streams 500,1000,2000 --json media.json"})
    static final class Media implements Callable<Integer> {
        private static final int SHORTEST = 5;

        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Option(
                names = "--streams",
                split = ",",
                paramLabel = "N",
                description = "how many at a time, 50 packets a second each (default: ${DEFAULT-VALUE})",
                defaultValue = "500,1000,2000")
        private List<Integer> streams = List.of();

        @Option(
                names = "--time",
                description = "how long each load is measured (default: ${DEFAULT-VALUE})",
                defaultValue = "30s")
        private Duration time = Duration.ZERO;

        @Option(
                names = "--warm-up",
                description =
                        "how long a node is under its load before that, while it compiles what the load needs (default: ${DEFAULT-VALUE})",
                defaultValue = "60s")
        private Duration warmUp = Duration.ZERO;

        @Option(
                names = "--floor",
                paramLabel = "DIR",
                description = "the C programs' sources (default: ${DEFAULT-VALUE})",
                defaultValue = "src/bench/floor")
        private Path floor = Path.of("");

        @Option(names = "--without-rtpengine", description = "leave it out, even where it is installed")
        private boolean withoutRtpengine;

        @Option(names = "--json", paramLabel = "FILE", description = "write the measurements there too")
        private @Nullable Path json;

        @Option(
                names = "--flame",
                paramLabel = "SVG",
                description = "draw where the node's processor time goes, under the last load; costs it a few percent")
        private @Nullable Path flame;

        @Override
        public Integer call() throws IOException, InterruptedException {
            if (streams.stream().anyMatch(count -> count < 2 || count % 2 == 1)) {
                throw new ParameterException(spec.commandLine(), "--streams takes even numbers, two streams to a call");
            }
            if (time.toSeconds() < SHORTEST) {
                throw new ParameterException(spec.commandLine(), "--time must be at least " + SHORTEST + "s");
            }
            PrintWriter out = spec.commandLine().getOut();
            Floor programs = Floor.in(floor.toAbsolutePath());
            List<Measurement> measurements = new ArrayList<>();
            for (int count : streams) {
                measure(programs, count, measurements, out);
            }
            out.println();
            out.print(MeasurementTable.of(measurements));
            out.flush();
            if (json != null) {
                Files.write(json, RecordingJson.write(measurements));
            }
            return 0;
        }

        private void measure(Floor programs, int count, List<Measurement> measurements, PrintWriter out)
                throws IOException, InterruptedException {
            say(out, count + " streams for " + time.toSeconds() + " s: the C floor");
            measurements.add(programs.measure(count, time));
            say(out, count + " streams: Callvault");
            measurements.add(
                    new NodeRound(programs, line -> say(out, line), picture(count)).measure(count, warmUp, time));
            if (withoutRtpengine) {
                return;
            }
            if (Rtpengine.isInstalled()) {
                for (String configuration : List.of("publish2", "drachtio")) {
                    say(out, count + " streams: rtpengine, " + configuration);
                    measureRtpengine(programs, configuration, count, measurements, out);
                }
            } else {
                say(out, "rtpengine is not installed, and not measured");
            }
        }

        private Optional<Path> picture(int count) {
            return count == streams.getLast() ? Optional.ofNullable(flame) : Optional.empty();
        }

        /** Should it fail, the others' figures are still worth having. */
        private void measureRtpengine(
                Floor programs, String configuration, int count, List<Measurement> measurements, PrintWriter out)
                throws InterruptedException {
            try {
                measurements.add(new Rtpengine(programs, configuration).measure(count, time));
            } catch (IOException e) {
                say(out, "  not measured: " + e.getMessage());
            }
        }

        private static void say(PrintWriter out, String line) {
            out.println(line);
            out.flush();
        }
    }
}
