package org.callvault.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.callvault.cli.src.SharedConnection;
import org.callvault.cli.src.TestCall;

/**
 * A node whose live streams are flooded. First the calls are silent, then the media comes, then one kind of junk after the
 * other beside it: what a phase takes more than the one that it adds to is what its packets cost.
 */
final class JunkRound {
    private static final Duration WARM_UP = Duration.ofSeconds(30);
    private static final Duration SETTLE = Duration.ofSeconds(2);
    private static final int PACKETS_PER_SECOND = 50;

    /** As srtpjunk names them. */
    private static final List<String> KINDS = List.of("forged", "replayed", "truncated", "oversized", "stranger");

    private final Floor floor;
    private final NodeRound.Progress progress;

    JunkRound(Floor floor, NodeRound.Progress progress) {
        this.floor = floor;
        this.progress = progress;
    }

    JunkReport measure(int streams, int times, Duration time) throws IOException, InterruptedException {
        List<TestCall> calls = new ArrayList<>();
        try (ServedNode node = ServedNode.start();
                SharedConnection connection = SharedConnection.open(node.target())) {
            try {
                List<String> lines = NodeRound.call(node, connection, streams, calls, progress);
                return flooded(node, lines, times, time);
            } finally {
                for (TestCall call : calls) {
                    call.close();
                }
            }
        }
    }

    private JunkReport flooded(ServedNode node, List<String> lines, int times, Duration time)
            throws IOException, InterruptedException {
        // All kinds are sent for a while before anything is measured, so that the compiler has seen them.
        Duration warmUp = WARM_UP.dividedBy(KINDS.size());
        Duration whole =
                warmUp.plus(time).plus(SETTLE).multipliedBy(KINDS.size()).plus(time.plus(SETTLE));
        List<JunkReport.Phase> phases = new ArrayList<>();
        try (Floor.Sender sender = floor.send(lines, whole)) {
            Flooding flooding = new Flooding(floor, node, lines, times, System.nanoTime());
            for (String kind : KINDS) {
                progress.says("warming up: " + kind);
                flooding.with(kind, warmUp, 0);
            }
            long heap = node.liveHeap();
            progress.says("media alone");
            double media = load(node, time);
            for (String kind : KINDS) {
                progress.says("media and " + kind);
                phases.add(flooding.with(kind, time, media));
            }
            long heapAfter = node.liveHeap();
            long sent = sender.report().path("sent").asLong();
            TimeUnit.NANOSECONDS.sleep(SETTLE.toNanos());
            long received = node.received();
            progress.says("silence");
            double silent = load(node, time);
            double micros = (media - silent) * 1e6 / (lines.size() * PACKETS_PER_SECOND);
            phases.addFirst(new JunkReport.Phase("media", sent, 0, micros));
            return new JunkReport(phases, sent, received, heap, heapAfter);
        }
    }

    /** Processor seconds that the node takes in a second. */
    private static double load(ServedNode node, Duration time) throws IOException, InterruptedException {
        Duration before = node.cpu();
        long from = System.nanoTime();
        TimeUnit.NANOSECONDS.sleep(time.toNanos());
        return node.cpu().minus(before).toNanos() / (double) (System.nanoTime() - from);
    }
}
