package org.callvault.cli.bench;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends junk to a node's live streams, and looks what that takes.
 *
 * @param lines the streams, as the senders have to know them
 * @param times packets of junk for each one of the media
 * @param begunNanos when the media began, by the monotonic clock
 */
record Flooding(Floor floor, ServedNode node, List<String> lines, int times, long begunNanos) {
    private static final Duration SWEPT = Duration.ofMillis(300);
    private static final List<String> REFUSALS = List.of(
            "authentication_failed", "replayed", "too_old", "malformed", "not_rtp", "oversize", "too_many_sources");

    /**
     * One kind for that time.
     *
     * @param media processor seconds that the node takes in a second without it
     */
    JunkReport.Phase with(String kind, Duration time, double media) throws IOException, InterruptedException {
        long rejected = rejected();
        Duration since = Duration.ofNanos(System.nanoTime() - begunNanos);
        try (Floor.Sender sender = floor.flood(lines, kind, times, time, since)) {
            Duration before = node.cpu();
            long from = System.nanoTime();
            long packets = sender.report().path("sent").asLong();
            TimeUnit.NANOSECONDS.sleep(SWEPT.toNanos());
            double seconds = (System.nanoTime() - from) / 1e9;
            double used = node.cpu().minus(before).toNanos() / 1e9;
            double micros = (used - media * seconds) * 1e6 / packets;
            return new JunkReport.Phase(kind, packets, rejected() - rejected, micros);
        }
    }

    private long rejected() throws IOException, InterruptedException {
        long all = 0;
        for (String refusal : REFUSALS) {
            all += node.counted("callvault_media_packets_total{outcome=\"" + refusal + "\"}");
        }
        return all;
    }
}
