package org.callvault.recording.format;

import java.util.List;
import java.util.OptionalLong;
import org.callvault.rtp.Ssrc;

/** The first pass over a stream: counts, and where in time each of its epochs begins. */
public final class StreamSurvey {
    private final StreamClock clock = new StreamClock();

    /** Takes the next packet in the order of arrival. */
    public void packet(PacketTime packet) {
        clock.place(packet);
    }

    /** Takes what one of the sources says of its clock, in the order of arrival. */
    public void reported(ClockReport report) {
        clock.reported(report);
    }

    List<Epoch> epochs() {
        return clock.epochs();
    }

    /** When the first sample of this stream was sent, on the clock of arrivals; empty without packets. */
    public OptionalLong earliestMicros() {
        return clock.epochs().stream().mapToLong(Epoch::earliestMicros).min();
    }

    /** Sources in the order of their first packets; one that started over is named again. */
    public List<Ssrc> sources() {
        return clock.epochs().stream().map(Epoch::ssrc).toList();
    }

    /**
     * A track for the second pass, whose time 0 is the given moment.
     *
     * @param unitRate what its positions and gaps are counted in, a second: a multiple of the rate of all its samples
     */
    public StreamTrack track(long originMicros, int unitRate) {
        long[] anchors = clock.epochs().stream().mapToLong(Epoch::anchorMicros).toArray();
        return new StreamTrack(anchors, originMicros, unitRate);
    }

    /** Distinct packets. */
    public long received() {
        return clock.received();
    }

    /** Packets missing by sequence number, those of pauses included. */
    public long missing() {
        return clock.missing();
    }

    /** Packets that came after a later one. */
    public long late() {
        return clock.late();
    }

    /** Packets that came again. */
    public long duplicate() {
        return clock.duplicate();
    }

    /** Packets that are not rendered, because the stream started over too often. */
    public long unplaced() {
        return clock.unplaced();
    }

    /** Whether one source's timestamps left what the times of arrival allow, and were anchored anew. */
    public boolean timestampsJumped() {
        return clock.timestampsJumped();
    }
}
