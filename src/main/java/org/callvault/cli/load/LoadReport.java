package org.callvault.cli.load;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What a run showed, as its JSON has it.
 *
 * @param setUp from INVITE to its final answer
 * @param pacing how late packets left; where this is long, the load came from too small a machine
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
        Times pacing,
        long packetsSent,
        @Nullable Packets packets,
        @Nullable Server server,
        List<Failure> failures) {
    private static final double NANOS_PER_MILLI = 1e6;

    public LoadReport {
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
                && (packets == null || (packets.lost() == 0 && packets.wrong() == 0));
    }
}
