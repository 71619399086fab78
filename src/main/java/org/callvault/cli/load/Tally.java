package org.callvault.cli.load;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/** What became of the calls of a run; may be used from any thread. */
final class Tally {
    private static final long LONGEST_SET_UP = Duration.ofMinutes(2).toNanos();

    private final AtomicInteger placed = new AtomicInteger();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private final AtomicInteger failed = new AtomicInteger();
    private final AtomicInteger up = new AtomicInteger();
    private final AtomicInteger mostUp = new AtomicInteger();
    private final Map<String, LongAdder> reasons = new ConcurrentHashMap<>();
    private final Queue<PlacedCall> over = new ConcurrentLinkedQueue<>();
    private final Histogram setUp = new ConcurrentHistogram(LONGEST_SET_UP, 3);

    void placed() {
        placed.incrementAndGet();
    }

    /** The call is up, so long after its INVITE. */
    void answered(long nanos) {
        answered.incrementAndGet();
        setUp.recordValue(Math.clamp(nanos, 0, LONGEST_SET_UP));
        int now = up.incrementAndGet();
        mostUp.accumulateAndGet(now, Math::max);
    }

    /** A call that was answered is over, well or not. */
    void over(PlacedCall call) {
        up.decrementAndGet();
        over.add(call);
    }

    /** It was not answered before the run was stopped. */
    void cancelled() {
        cancelled.incrementAndGet();
    }

    void failed(String reason) {
        failed.incrementAndGet();
        reasons.computeIfAbsent(reason, unseen -> new LongAdder()).increment();
    }

    int up() {
        return up.get();
    }

    int failures() {
        return failed.get();
    }

    List<PlacedCall> calls() {
        return List.copyOf(over);
    }

    LoadReport.Calls summary() {
        return new LoadReport.Calls(placed.get(), answered.get(), failed.get(), cancelled.get(), mostUp.get());
    }

    /** The most frequent first. */
    List<LoadReport.Failure> reasons() {
        return reasons.entrySet().stream()
                .map(entry ->
                        new LoadReport.Failure(entry.getKey(), entry.getValue().sum()))
                .sorted((one, other) -> Long.compare(other.count(), one.count()))
                .toList();
    }

    Histogram setUp() {
        return setUp;
    }
}
