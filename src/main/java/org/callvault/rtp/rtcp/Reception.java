package org.callvault.rtp.rtcp;

import org.callvault.rtp.SequenceTracker;
import org.callvault.rtp.SequenceTracker.Arrival;

/**
 * What is received of one source, and what a report block tells of it (RFC 3550, sections 6.4.1 and A.3). One thread at a
 * time.
 */
public final class Reception {
    private static final int MOST_LOST = 0x7f_ffff;
    private static final int LEAST_LOST = -0x80_0000;
    private static final int WHOLE = 256;

    private final int ssrc;
    private final SequenceTracker sequence = new SequenceTracker();
    private long arrivals;
    private long arrivalsBefore;
    private long expectedBefore;
    private long lastReport;
    private long lastReportNanos;

    public Reception(int ssrc) {
        this.ssrc = ssrc;
    }

    public int ssrc() {
        return ssrc;
    }

    public SequenceTracker sequence() {
        return sequence;
    }

    /** Takes an RTP packet into account; parameters as of {@link SequenceTracker#on}. */
    public Arrival on(int sequenceNumber, long timestamp, long arrivalMicros, int clockRate) {
        Arrival arrival = sequence.on(sequenceNumber, timestamp, arrivalMicros, clockRate);
        if (arrival != Arrival.IMPLAUSIBLE) {
            arrivals++;
        }
        return arrival;
    }

    /** Takes note of a sender report of this source. */
    public void on(SenderReport report, long nowNanos) {
        lastReport = report.time().middle();
        lastReportNanos = nowNanos;
    }

    /** Whether RTP has come since the last report: of silent sources nothing is told (6.4). */
    public boolean isNews() {
        return arrivals != arrivalsBefore;
    }

    /** The block for a report that goes out now; the next one's fraction counts from here. */
    public ReportBlock report(long nowNanos) {
        long expected = sequence.expected();
        long lost = expected - arrivals;
        long expectedSince = expected - expectedBefore;
        long lostSince = expectedSince - (arrivals - arrivalsBefore);
        expectedBefore = expected;
        arrivalsBefore = arrivals;
        return new ReportBlock(
                ssrc,
                fraction(lostSince, expectedSince),
                Math.clamp(lost, LEAST_LOST, MOST_LOST),
                sequence.highestSequence(),
                sequence.jitter() & 0xffff_ffffL,
                lastReport,
                lastReport == 0 ? 0 : delay(nowNanos - lastReportNanos));
    }

    private static int fraction(long lost, long expected) {
        return lost <= 0 || expected <= 0 ? 0 : (int) Math.min(WHOLE - 1, lost * WHOLE / expected);
    }

    /** In 65536ths of a second; what does not fit is as long as can be told. */
    private static long delay(long nanos) {
        long seconds = nanos / 1_000_000_000;
        return Math.clamp((seconds << 16) + ((nanos % 1_000_000_000) << 16) / 1_000_000_000, 0, 0xffff_ffffL);
    }
}
