package org.callvault.cli.bench.sessions;

import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.callvault.cluster.LiveSessionTable.Placed;

/** What is told of a round, line by line, and whether all held that must. */
final class SessionsReport {
    private final PrintWriter out;
    private boolean held = true;

    SessionsReport(PrintWriter out) {
        this.out = out;
    }

    /** Whether everything held. */
    boolean held() {
        return held;
    }

    void holds(String what, boolean does) {
        held &= does;
        line(String.format(Locale.ROOT, "%-52s %s", what, does ? "yes" : "NO"));
    }

    /**
     * @param nanos from INVITE to 200, in order
     */
    void setUp(int sessions, Duration time, Duration cpu, long[] nanos) {
        line(String.format(
                Locale.ROOT,
                "%d sessions set up in %.1f s: %.0f a second, %.2f ms of CPU each; INVITE to 200 p50 %.0f ms, p99 %.0f ms",
                sessions,
                seconds(time),
                sessions / seconds(time),
                1000 * seconds(cpu) / sessions,
                nanos[sessions / 2] / 1e6,
                nanos[sessions * 99 / 100] / 1e6));
    }

    void lived(int sessions, Duration time, Duration cpu) {
        // As the last collection left it: one that is asked for here would stop all three nodes at once, for seconds.
        long heap = ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .map(MemoryPoolMXBean::getCollectionUsage)
                .filter(Objects::nonNull)
                .mapToLong(MemoryUsage::getUsed)
                .sum();
        line(String.format(
                Locale.ROOT,
                "%d sessions that live: %.3f cores for all three nodes, %.1f KB of heap each, their media's actors included",
                sessions,
                seconds(cpu) / seconds(time),
                heap / 1024.0 / sessions));
    }

    void placed(String what, List<Placed> rows) {
        line(String.format(
                Locale.ROOT,
                "%s: %s, %s",
                what,
                SessionsRound.count(rows, Placed::home),
                SessionsRound.count(rows, Placed::mediaNode)));
    }

    void rows(List<Placed> rows) {
        line(String.format(
                Locale.ROOT,
                "a session's row: %.0f characters, written %.2f times by then",
                rows.stream().mapToInt(Placed::characters).average().orElse(0),
                rows.stream().mapToLong(Placed::revision).average().orElse(0)));
    }

    void left(int sessions, int streams, int moved, Duration time, boolean whole) {
        line(String.format(
                Locale.ROOT,
                "a node with %d sessions and %d streams left: %s is elsewhere after %.1f s, by %d re-INVITEs",
                sessions,
                streams,
                whole ? "all" : "not all",
                seconds(time),
                moved));
    }

    void asked(int again) {
        line(String.format(Locale.ROOT, "requests that a frontend had to repeat: %d", again));
    }

    private void line(String text) {
        out.println(text);
        out.flush();
    }

    private static double seconds(Duration time) {
        return time.toNanos() / 1e9;
    }
}
