package org.callvault.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.callvault.cli.load.Arrivals;
import org.callvault.cli.load.LoadPlan;
import org.callvault.cli.load.LoadReport;
import org.callvault.cli.load.LoadRun;
import org.callvault.cli.load.ServerCounters;
import org.callvault.cli.src.CallTarget;
import org.callvault.recording.RecordingJson;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code callvault load}: many test calls at a time, counted. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        description = "Place many test calls at a time and count what the recorder has of them.",
        footer = {
            "",
            "Example: callvault load --to sips:127.0.0.1:5063 --calls 200 --rate 20 --hold 1m --counted"
                    + " --api http://127.0.0.1:8080 --report load.json",
            "Ctrl-C ends the calls by BYE, and reports.",
            "Exit codes: 0 every call was taken and nothing was lost (as far as --api lets it count), 1 otherwise,"
                    + " 2 wrong use."
        })
final class LoadCommand implements Callable<Integer> {
    private static final Duration HANG_UP_WITHIN = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private RecorderOptions recorder = new RecorderOptions();

    @Option(names = "--calls", defaultValue = "10", description = "calls at a time (default: ${DEFAULT-VALUE})")
    private int calls;

    @Option(
            names = "--rate",
            defaultValue = "10",
            paramLabel = "R",
            description = "calls placed in a second (default: ${DEFAULT-VALUE})")
    private double rate;

    @Option(
            names = "--ramp",
            defaultValue = "0s",
            description = "time in which the rate rises from nothing to --rate (default: ${DEFAULT-VALUE})")
    private Duration ramp = Duration.ZERO;

    @Option(
            names = "--hold",
            defaultValue = "30s",
            description = "how long each call lasts (default: ${DEFAULT-VALUE})")
    private Duration hold = Duration.ZERO;

    @Option(
            names = "--duration",
            description = "place new calls for those that have ended, so long; without it each is placed once")
    private @Nullable Duration duration;

    @Option(
            names = "--connections",
            defaultValue = "4",
            description = "SIP connections that the calls share (default: ${DEFAULT-VALUE})")
    private int connections;

    @Option(
            names = "--counted",
            description = "send packets that carry their call's number, their stream and their own")
    private boolean counted;

    @Option(
            names = "--api",
            paramLabel = "URL",
            description = "the recorder's API, such as http://127.0.0.1:8080: asked for each call's packets")
    private @Nullable URI api;

    @Option(
            names = "--verify",
            description = "with --counted and --api: read every recording back and count in its audio")
    private boolean verify;

    @Option(
            names = "--metrics",
            paramLabel = "URL",
            description = "where processor time per packet is read (default: /metrics of --api)")
    private @Nullable URI metrics;

    @Option(names = "--report", paramLabel = "FILE", description = "write what was measured as JSON")
    private @Nullable Path report;

    @Override
    public Integer call() throws IOException, InterruptedException {
        LoadPlan plan = plan();
        URI counters = metrics != null || api == null ? metrics : api.resolve("/metrics");
        try (HttpClient client = HttpClient.newHttpClient();
                LoadRun run = LoadRun.open(plan);
                EndedInTime _ = EndedInTime.of(run::stop, HANG_UP_WITHIN)) {
            Instant startedAt = Instant.now();
            long start = System.nanoTime();
            Optional<ServerCounters> before = read(client, counters);
            play(run);
            Duration took = Duration.ofNanos(System.nanoTime() - start);
            LoadReport.Server server = before.isPresent() ? since(before.get(), client, counters) : null;
            LoadReport.Packets packets = api == null ? null : run.received(client, api, verify);
            return told(run.report(startedAt, took, packets, server));
        }
    }

    private LoadPlan plan() {
        CallTarget target = recorder.target();
        check(calls > 0 && calls <= 100_000, "--calls is a number from 1 to 100000");
        check(connections > 0 && connections <= 1_000, "--connections is a number from 1 to 1000");
        check(rate > 0 && rate <= 100_000, "--rate is above 0, and at most 100000");
        check(hold.toMillis() >= 20, "--hold is at least 20ms");
        check(!verify || (counted && api != null), "--verify needs --counted and --api");
        return new LoadPlan(
                target,
                streams -> recorder.plan(target, streams),
                calls,
                new Arrivals(rate, ramp),
                hold,
                Optional.ofNullable(duration),
                Math.min(connections, calls),
                counted);
    }

    private void check(boolean right, String otherwise) {
        if (!right) {
            throw new ParameterException(spec.commandLine(), otherwise);
        }
    }

    private static Optional<ServerCounters> read(HttpClient client, @Nullable URI counters)
            throws IOException, InterruptedException {
        return counters == null ? Optional.empty() : Optional.of(ServerCounters.read(client, counters));
    }

    /** Null when the recorder is gone by now: the report is wanted all the more. */
    private LoadReport.@Nullable Server since(ServerCounters before, HttpClient client, @Nullable URI counters)
            throws InterruptedException {
        try {
            return read(client, counters).map(after -> after.since(before)).orElse(null);
        } catch (IOException gone) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("the recorder's counters cannot be read any more: " + gone);
            err.flush();
            return null;
        }
    }

    private void play(LoadRun run) throws InterruptedException {
        try (ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor()) {
            var _ = clock.scheduleAtFixedRate(
                    new LoadLine(run, spec.commandLine().getErr()), 1, 1, TimeUnit.SECONDS);
            try {
                run.run();
            } finally {
                clock.shutdownNow();
            }
        }
    }

    private Integer told(LoadReport result) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        LoadSummary.of(result).forEach(out::println);
        out.flush();
        if (report != null) {
            Files.write(report, RecordingJson.writePretty(result));
        }
        return result.clean() ? ExitCodes.OK : ExitCodes.FAILED;
    }
}
