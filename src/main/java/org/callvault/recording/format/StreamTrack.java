package org.callvault.recording.format;

import java.util.List;
import java.util.Optional;

/**
 * The second pass over a stream: gives every packet's samples their place. Packets come in the order of the survey.
 *
 * <p>A stream may hold samples of several rates. What is filled is counted in units that are whole for each of them.
 */
public final class StreamTrack {
    private final StreamClock clock = new StreamClock();
    private final Coverage coverage = new Coverage();
    private final long[] anchorMicros;
    private final long originMicros;
    private final int unitRate;

    StreamTrack(long[] anchorMicros, long originMicros, int unitRate) {
        this.anchorMicros = anchorMicros;
        this.originMicros = originMicros;
        this.unitRate = unitRate;
    }

    /** Where a packet stands in time; its samples may be claimed now or, once they are decoded, later. */
    public final class Place {
        private final Placement placement;

        private Place(Placement placement) {
            this.placement = placement;
        }

        /** Packets of one epoch have comparable sequence numbers. */
        public int epoch() {
            return placement.epoch().index();
        }

        /** Sequence number without wraparound. */
        public long sequence() {
            return placement.extendedSequence();
        }

        /** Its first sample, counted from the start of the recording at this rate; below 0 before the beginning. */
        public long sample(int sampleRate) {
            long offsetMicros = anchorMicros[epoch()] - originMicros;
            return Math.round(offsetMicros / (1e6 / sampleRate))
                    + Math.floorDiv(
                            placement.ticks() * sampleRate, placement.epoch().clockRate());
        }

        /** Ticks of its clock as samples. */
        public long samples(long ticks, int sampleRate) {
            return ticks * sampleRate / placement.epoch().clockRate();
        }
    }

    /** Takes a packet; empty for a duplicate and for one that has no place. */
    public Optional<Place> place(PacketTime packet) {
        return clock.place(packet)
                .filter(placement -> placement.order() != Placement.Order.DUPLICATE)
                .map(Place::new);
    }

    /** Takes an audio packet and returns which of its samples to write where; none for a duplicate. */
    public List<AudioPiece> audio(PacketTime packet, int samples, int sampleRate) {
        return place(packet).map(place -> claim(place, 0, samples, sampleRate)).orElse(List.of());
    }

    /**
     * Which of a packet's samples to write where: those whose place no packet before it took.
     *
     * @param from first of them, counted from the packet's first
     */
    public List<AudioPiece> claim(Place place, int from, int samples, int sampleRate) {
        long position = place.sample(sampleRate) + from;
        // Only rounding and a late first packet of another epoch can lead to before the beginning.
        if (position < 0) {
            return List.of();
        }
        int step = unitRate / sampleRate;
        return coverage.claim(position * step, samples * step, place.placement).stream()
                .map(piece -> inSamples(piece, position, step))
                .filter(piece -> piece.length() > 0)
                .toList();
    }

    /** Which of so many samples no packet has taken so far; they stay free. */
    public List<AudioPiece> free(long position, int samples, int sampleRate) {
        int step = unitRate / sampleRate;
        return position < 0
                ? List.of()
                : coverage.free(position * step, samples * step).stream()
                        .map(piece -> inSamples(piece, position, step))
                        .filter(piece -> piece.length() > 0)
                        .toList();
    }

    /** Samples that are wholly within a piece. */
    private static AudioPiece inSamples(AudioPiece units, long position, int step) {
        long from = Math.ceilDiv(units.position(), step);
        long to = Math.floorDiv(units.position() + units.length(), step);
        return new AudioPiece(from, (int) (from - position), (int) (to - from));
    }

    /** Units a second. */
    public int unitRate() {
        return unitRate;
    }

    /** One past the last unit written; 0 for none. */
    public long end() {
        return coverage.end();
    }

    /**
     * What lies between the first and the last sample and was not written, in units.
     *
     * @param paused when the stream was on hold or paused, in units since the start of the recording
     */
    public List<Gap> gaps(List<Interval> paused) {
        return coverage.gaps(paused);
    }
}
