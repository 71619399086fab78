package org.callvault.cli.load;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run showed, as its JSON has it.
 *
 * @param setUp from INVITE to its final answer
 * @param setUpHistogram the same calls by how long that took
 * @param pacing how late packets left; where this is long, the load came from too small a machine
 * @param sender what sending cost this process
 * @param packets null where the recorder was not asked
 * @param server null where its counters were not read
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LoadReport(
        Instant startedAt,
        double seconds,
        String to,
        String transport,
        String suite,
        Calls calls,
        Times setUp,
        List<Bucket> setUpHistogram,
        Times pacing,
        Sender sender,
        long packetsSent,
        @Nullable Packets packets,
        @Nullable Server server,
        List<Failure> failures) {
    private static final double NANOS_PER_MILLI = 1e6;

    public LoadReport {
        setUpHistogram = List.copyOf(setUpHistogram);
        failures = List.copyOf(failures);
    }

    /**
     * Calls.
     *
     * @param cancelled not answered before the run was stopped
     * @param mostUp at a time
     */
    public record Calls(int placed, int answered, int failed, int cancelled, int mostUp) {}

    /** In milliseconds. */
    public record Times(double p50, double p90, double p99, double max) {
        static Times of(Histogram nanos) {
            return new Times(
                    milli(nanos.getValueAtPercentile(50)),
                    milli(nanos.getValueAtPercentile(90)),
                    milli(nanos.getValueAtPercentile(99)),
                    milli(nanos.getMaxValue()));
        }

        private static double milli(long nanos) {
            return Math.round(nanos / NANOS_PER_MILLI * 100) / 100.0;
        }
    }

    /**
     * Calls that took longer than the bucket before, and at most this.
     *
     * @param millis its end
     */
    public record Bucket(long millis, long calls) {
        private static final List<Long> ENDS =
                List.of(1L, 2L, 5L, 10L, 20L, 50L, 100L, 200L, 500L, 1000L, 2000L, 5000L, 10_000L, 120_000L);

        /** From the first that has a call to the last. */
        static List<Bucket> of(Histogram nanos) {
            List<Bucket> buckets = new ArrayList<>();
            long before = 0;
            for (long end : ENDS) {
                long until = nanos.getCountBetweenValues(0, TimeUnit.MILLISECONDS.toNanos(end) - 1);
                if (until > before || !buckets.isEmpty()) {
                    buckets.add(new Bucket(end, until - before));
                }
                before = until;
            }
            while (!buckets.isEmpty() && buckets.getLast().calls() == 0) {
                buckets.removeLast();
            }
            return buckets;
        }
    }

    /**
     * What it cost to encrypt and send.
     *
     * @param by sendmmsg, or nio where the system has no such call
     * @param cpuSeconds of the threads that do it
     * @param unsent packets that the system refused to send
     */
    public record Sender(String by, double cpuSeconds, double microsPerPacket, long unsent) {
        static Sender of(String by, long nanos, long packets, long unsent) {
            double micros = packets == 0 ? 0 : Math.round(nanos / 10.0 / packets) / 100.0;
            return new Sender(by, Math.round(nanos / 1e6) / 1e3, micros, unsent);
        }
    }

    /**
     * What the recorder kept of what was sent.
     *
     * @param from "manifests", or "recordings" where every packet was read back
     * @param recordings that were finished in time
     * @param received distinct packets
     * @param lost sent and not there
     * @param wrong repeated, altered or of another stream
     */
    public record Packets(String from, int recordings, long received, long lost, long wrong) {}

    /**
     * What it cost the recorder, set-up and end of calls included.
     *
     * @param cpuSeconds of its process
     * @param packets that it received
     */
    public record Server(double cpuSeconds, long packets, double microsPerPacket) {}

    /** What went wrong, and how often. */
    public record Failure(String reason, long count) {}

    /** No call failed, and nothing that could be counted is missing. */
    public boolean clean() {
        return calls.failed() == 0
                && failures.isEmpty()
                && sender.unsent() == 0
                && (packets == null || (packets.lost() == 0 && packets.wrong() == 0));
    }
}
