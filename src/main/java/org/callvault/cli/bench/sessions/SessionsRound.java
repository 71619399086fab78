package org.callvault.cli.bench.sessions;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.callvault.cli.bench.sessions.BareSrc.Call;
import org.callvault.cluster.LiveSessionTable;
import org.callvault.cluster.LiveSessionTable.Placed;

/**
 * The course of it: calls are set up through two frontends, live for a while, one node of three leaves, every call is asked for, and
 * every call is ended. What must hold is checked as it goes; what it costs is told.
 */
final class SessionsRound {
    /** Calls that are being set up, asked for or ended at a time. */
    private static final int AT_ONCE = 128;

    private static final Duration LEFT_WITHIN = Duration.ofMinutes(5);

    private final List<BareNode> nodes;
    private final List<BareSrc> srcs;
    private final LiveSessionTable rows;
    private final SessionsReport report;

    /**
     * @param nodes three, of which the last will leave
     * @param srcs at the frontends of the others
     */
    SessionsRound(List<BareNode> nodes, List<BareSrc> srcs, LiveSessionTable rows, SessionsReport report) {
        this.nodes = nodes;
        this.srcs = srcs;
        this.rows = rows;
        this.report = report;
    }

    void run(int sessions, Duration time) throws InterruptedException {
        List<Call> calls = setUp(sessions);
        live(sessions, time);
        List<Placed> before = placed();
        report.placed("sessions and media by node", before);
        report.holds("each session has its row", before.size() == sessions);
        report.holds(
                "no call has session and media on one node",
                before.stream().noneMatch(row -> row.home().equals(row.mediaNode())));
        report.rows(before);
        leave();
        List<Placed> after = placed();
        report.placed("sessions and media after a node left", after);
        report.holds("each session has its row still", after.size() == sessions);
        long known = each(calls, call -> src(call).options(call)).stream()
                .filter(status -> status == 200)
                .count();
        report.holds("each session answers", known == sessions);
        long ended = each(calls, call -> src(call).bye(call)).stream()
                .filter(status -> status == 200)
                .count();
        report.holds("each call is ended by its SRC, none by a node", ended == sessions && endedByNodes() == 0);
        report.holds("no row is left", until(() -> placed().isEmpty(), Duration.ofSeconds(30)));
        report.asked(srcs.stream().mapToInt(BareSrc::askedAgain).sum());
    }

    private List<Call> setUp(int sessions) throws InterruptedException {
        List<Integer> numbers = new ArrayList<>();
        for (int number = 0; number < sessions; number++) {
            numbers.add(number);
        }
        long[] nanos = new long[sessions];
        Duration cpu = cpu();
        long start = System.nanoTime();
        List<Call> calls = each(numbers, number -> {
            long begun = System.nanoTime();
            Call call = srcs.get(number % srcs.size()).invite(number + "@bench.invalid");
            nanos[number] = System.nanoTime() - begun;
            return call;
        });
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        Arrays.sort(nanos);
        report.setUp(sessions, time, cpu().minus(cpu), nanos);
        return calls;
    }

    private void live(int sessions, Duration time) throws InterruptedException {
        Duration cpu = cpu();
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        report.lived(sessions, time, cpu().minus(cpu));
    }

    /** Its sessions go on elsewhere and so does its media, by re-INVITE. */
    private void leave() throws InterruptedException {
        BareNode leaving = nodes.getLast();
        int sessions = leaving.sessions();
        int streams = leaving.streams();
        long start = System.nanoTime();
        var _ = leaving.leave();
        boolean moved = until(
                () -> placed().stream()
                        .noneMatch(row -> row.home().equals(leaving.name())
                                || row.mediaNode().equals(leaving.name())),
                LEFT_WITHIN);
        report.left(
                sessions,
                streams,
                srcs.stream().mapToInt(BareSrc::moved).sum(),
                Duration.ofNanos(System.nanoTime() - start),
                moved);
        report.holds("nothing is left on the node that left", moved);
    }

    private int endedByNodes() {
        return srcs.stream().mapToInt(BareSrc::ended).sum();
    }

    private BareSrc src(Call call) {
        int number = Integer.parseInt(call.id().value().split("@", 2)[0]);
        return srcs.get(number % srcs.size());
    }

    private List<Placed> placed() {
        return rows.placed().toCompletableFuture().join();
    }

    private static Duration cpu() {
        return ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
    }

    static boolean until(BooleanSupplier condition, Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
        return true;
    }

    static Map<String, Long> count(List<Placed> rows, Function<Placed, String> by) {
        return rows.stream().collect(Collectors.groupingBy(by, TreeMap::new, Collectors.counting()));
    }

    /** Something that is done with each. */
    private interface Step<T, R> {
        R with(T one) throws InterruptedException;
    }

    /** In the order given, a limited number at a time. */
    private static <T, R> List<R> each(List<T> all, Step<T, R> step) throws InterruptedException {
        Semaphore room = new Semaphore(AT_ONCE);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<R>> running = new ArrayList<>();
            for (T one : all) {
                room.acquire();
                running.add(threads.submit(() -> {
                    try {
                        return step.with(one);
                    } finally {
                        room.release();
                    }
                }));
            }
            List<R> results = new ArrayList<>();
            for (Future<R> result : running) {
                results.add(result.get());
            }
            return results;
        } catch (ExecutionException failed) {
            throw new IllegalStateException(String.valueOf(failed.getMessage()), failed);
        }
    }
}
