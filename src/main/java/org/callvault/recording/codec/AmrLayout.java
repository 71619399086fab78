package org.callvault.recording.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.callvault.recording.codec.Framed.Frame;
import org.callvault.recording.codec.Framed.Layout;

/**
 * AMR and AMR-WB in RTP (RFC 4867, sections 4.3 and 4.4), turned into frames of their file format (section 5).
 *
 * <pre>
 *  bandwidth-efficient   CMR (4)              { F (1) FT (4) Q (1) }...             speech bits, all without padding
 *  octet-aligned         CMR (4) reserved (4) { F (1) FT (4) Q (1) padding (2) }... speech, each frame padded to octets
 *  file                  { 0 (1) FT (4) Q (1) 0 (2) speech padded to octets }...
 * </pre>
 */
record AmrLayout(boolean wide, boolean aligned) implements Layout {
    private static final int[] NARROW_BITS = {95, 103, 118, 134, 148, 159, 204, 244, 39, 43, 38, 37};
    private static final int[] WIDE_BITS = {132, 177, 253, 285, 317, 365, 397, 461, 477, 40};
    private static final int LAST_NARROW_SPEECH = 7;
    private static final int LAST_WIDE_SPEECH = 8;

    /** Frames of a packet; more would be no speech that anybody waits for. */
    private static final int MOST_FRAMES = 50;

    /** Empty for interleaved, checksummed and sorted payloads, which nobody was seen to offer. */
    static Optional<AmrLayout> of(boolean wide, String parameters) {
        boolean other = parameters.contains("crc=1")
                || parameters.contains("robust-sorting=1")
                || parameters.contains("interleaving=")
                || (parameters.contains("channels=") && !parameters.contains("channels=1"));
        boolean aligned = parameters.contains("octet-align=1");
        return other ? Optional.empty() : Optional.of(new AmrLayout(wide, aligned));
    }

    @Override
    public List<Frame> frames(byte[] buffer, int offset, int length, int frameSamples) {
        Bits bits = new Bits(buffer, offset, length);
        bits.take(aligned ? 8 : 4);
        List<Integer> contents = new ArrayList<>();
        boolean more = true;
        while (more && bits.left() >= 6 && contents.size() < MOST_FRAMES) {
            int entry = bits.take(6);
            bits.take(aligned ? 2 : 0);
            contents.add(entry & 0x1F);
            more = (entry & 0x20) != 0;
        }
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            int type = contents.get(i) >> 1;
            boolean good = (contents.get(i) & 1) != 0;
            int size = size(type);
            if (bits.left() < size) {
                return frames;
            }
            byte[] speech = bits.take(type, size);
            bits.take(aligned ? -size & 7 : 0);
            if (good && type <= (wide ? LAST_WIDE_SPEECH : LAST_NARROW_SPEECH)) {
                frames.add(new Frame(i * frameSamples, speech));
            }
        }
        return frames;
    }

    /** Speech bits of a frame type; those without a size have no data. */
    private int size(int type) {
        int[] sizes = wide ? WIDE_BITS : NARROW_BITS;
        return type < sizes.length ? sizes[type] : 0;
    }

    /** Reads bits, the most significant first. */
    private static final class Bits {
        private final byte[] buffer;
        private int at;
        private final int end;

        Bits(byte[] buffer, int offset, int length) {
            this.buffer = buffer;
            this.at = 8 * offset;
            this.end = 8 * (offset + length);
        }

        int left() {
            return end - at;
        }

        /** So many bits, or as many as there are; at most 31. */
        int take(int count) {
            int value = 0;
            for (int i = 0; i < count && at < end; i++, at++) {
                value = (value << 1) | ((buffer[at >> 3] >> (7 - (at & 7))) & 1);
            }
            return value;
        }

        /** A frame as in a file: its type, then its bits padded to octets. */
        byte[] take(int type, int size) {
            byte[] stored = new byte[1 + (size + 7) / 8];
            stored[0] = (byte) (type << 3 | 4);
            for (int i = 0; i < size; i++) {
                stored[1 + i / 8] |= (byte) (take(1) << (7 - i % 8));
            }
            return stored;
        }
    }
}
