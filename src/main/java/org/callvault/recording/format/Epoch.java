package org.callvault.recording.format;

import java.util.OptionalLong;
import org.callvault.rtp.Ssrc;

/**
 * One mapping of a source's sequence numbers and timestamps to the common clock. A stream has one from its first packet on,
 * and a new one when the source changes, when its clock does with its codec (RFC 7160), or when its timestamps leave what
 * the times of arrival allow.
 *
 * <p>The anchor is the least of (arrival - timestamp) over the first second: network and sweep only ever delay packets, so
 * the least delayed one tells the time best.
 */
final class Epoch {
    static final long ANCHOR_WINDOW_MICROS = 1_000_000;
    static final long MAX_DEVIATION_MICROS = 10_000_000;

    /** Up to this far from the highest, the nearest sequence number is meant (RFC 3550, A.1: MAX_DROPOUT). */
    private static final int NEAR = 3000;

    private final int index;
    private final Ssrc ssrc;
    private final long firstArrival;
    private final NumberSet sequences = new NumberSet();
    private long highestSequence;
    private long highestTimestamp;
    private final long firstTimestamp;
    private long anchorMicros;
    private final double microsPerTick;
    private final int clockRate;
    private long leastTicks;
    private OptionalLong reportedAnchor = OptionalLong.empty();

    Epoch(int index, PacketTime first) {
        this.index = index;
        this.ssrc = first.ssrc();
        this.firstArrival = first.arrivalMicros();
        this.highestSequence = first.sequence();
        this.highestTimestamp = first.timestamp();
        this.firstTimestamp = first.timestamp();
        this.anchorMicros = first.arrivalMicros();
        this.microsPerTick = first.microsPerTick();
        this.clockRate = first.clockRate();
    }

    /** Ticks since the first packet of this epoch; the shorter way round where the timestamp wraps. */
    long ticks(long timestamp) {
        return unwrap(timestamp) - firstTimestamp;
    }

    /** Whether its timestamps count by this clock. */
    boolean sameClock(PacketTime packet) {
        return !packet.setsClock() || packet.clockRate() == clockRate;
    }

    /** Whether a packet of this timestamp may have arrived at this time. */
    boolean fits(PacketTime packet) {
        return fits(packet.timestamp(), packet.arrivalMicros());
    }

    private boolean fits(long timestamp, long arrivalMicros) {
        long expected = firstArrival + Math.round(ticks(timestamp) * microsPerTick);
        return Math.abs(arrivalMicros - expected) <= MAX_DEVIATION_MICROS;
    }

    /** The first report that fits counts: later ones differ by the drift of the source's clocks. */
    void reported(ClockReport report) {
        if (reportedAnchor.isEmpty() && fits(report.timestamp(), report.arrivalMicros())) {
            long sinceFirst = Math.round(ticks(report.timestamp()) * microsPerTick);
            reportedAnchor = OptionalLong.of(report.reportedMicros() - sinceFirst);
        }
    }

    /** When the packet of tick 0 left, on the source's own clock; empty where it did not tell. */
    OptionalLong reportedAnchor() {
        return reportedAnchor;
    }

    /** Moves the anchor to where others of the same clock say that it is. */
    void anchor(long micros) {
        anchorMicros = micros;
    }

    /** Accounts for a packet that {@link #fits}. */
    Placement place(PacketTime packet) {
        long extended = extend(packet.sequence(), packet.timestamp());
        long ticks = ticks(packet.timestamp());
        if (!sequences.add(extended)) {
            return new Placement(this, extended, ticks, Placement.Order.DUPLICATE);
        }
        boolean late = extended < highestSequence;
        highestSequence = Math.max(highestSequence, extended);
        highestTimestamp = Math.max(highestTimestamp, firstTimestamp + ticks);
        leastTicks = Math.min(leastTicks, ticks);
        if (packet.arrivalMicros() - firstArrival <= ANCHOR_WINDOW_MICROS) {
            long sent = packet.arrivalMicros() - Math.round(ticks * microsPerTick);
            anchorMicros = Math.min(anchorMicros, sent);
        }
        return new Placement(this, extended, ticks, late ? Placement.Order.LATE : Placement.Order.IN_ORDER);
    }

    private long unwrap(long timestamp) {
        return highestTimestamp + (int) (timestamp - highestTimestamp);
    }

    /** Near numbers go by the number alone; after a long outage, the timestamp says which way round. */
    private long extend(int sequence, long timestamp) {
        int nearest = (short) (sequence - highestSequence);
        if (Math.abs(nearest) <= NEAR) {
            return highestSequence + nearest;
        }
        int forward = (int) (sequence - highestSequence) & 0xFFFF;
        return highestSequence + (unwrap(timestamp) >= highestTimestamp ? forward : forward - 0x10000);
    }

    /** Ticks a second. */
    int clockRate() {
        return clockRate;
    }

    int index() {
        return index;
    }

    /** When the packet of tick 0 left, on the clock of arrivals, microseconds since the epoch of Unix. */
    long anchorMicros() {
        return anchorMicros;
    }

    /** When the earliest packet left: before the anchor if it came late. */
    long earliestMicros() {
        return anchorMicros + Math.round(leastTicks * microsPerTick);
    }

    Ssrc ssrc() {
        return ssrc;
    }

    NumberSet sequences() {
        return sequences;
    }
}
