package org.callvault.recording.format;

import java.util.List;

/** The second pass over a stream: gives every packet's samples their place. Packets come in the order of the survey. */
public final class StreamTrack {
    private static final double MICROS_PER_SAMPLE = 1e6 / Law.RATE;

    private final StreamClock clock = new StreamClock();
    private final Coverage coverage = new Coverage();
    private final long[] anchorMicros;
    private final long originMicros;

    StreamTrack(long[] anchorMicros, long originMicros) {
        this.anchorMicros = anchorMicros;
        this.originMicros = originMicros;
    }

    /** Takes an audio packet and returns which of its samples to write where; none for a duplicate. */
    public List<AudioPiece> audio(PacketTime packet, int samples) {
        return clock.place(packet)
                .filter(placement -> placement.order() != Placement.Order.DUPLICATE)
                .map(placement -> claim(placement, samples))
                .orElse(List.of());
    }

    /** Takes a packet that is not rendered: comfort noise, a telephone event, a codec of another kind. */
    public void other(PacketTime packet) {
        clock.place(packet);
    }

    private List<AudioPiece> claim(Placement placement, int samples) {
        long offsetMicros = anchorMicros[placement.epoch().index()] - originMicros;
        long position = Math.round(offsetMicros / MICROS_PER_SAMPLE) + placement.ticks();
        // Only rounding and a late first packet of another epoch can lead to before the beginning.
        if (position < 0) {
            return List.of();
        }
        return coverage.claim(position, samples, placement);
    }

    /** One past the last sample written; 0 for none. */
    public long end() {
        return coverage.end();
    }

    /**
     * What lies between the first and the last sample and was not written.
     *
     * @param paused when the stream was on hold or paused, in samples since the start of the recording
     */
    public List<Gap> gaps(List<Interval> paused) {
        return coverage.gaps(paused);
    }
}
