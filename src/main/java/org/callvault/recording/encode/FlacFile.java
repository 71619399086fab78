package org.callvault.recording.encode;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/**
 * FLAC (RFC 9639) of 16-bit samples: channels by themselves, fixed predictors, residuals in Rice codes.
 *
 * <pre>
 *  "fLaC"
 *  1 STREAMINFO (7) 34 (24)                                                              section 8.2
 *  block size (16, twice) frame sizes (24, twice) rate (20) channels-1 (3) bits-1 (5) samples (36) MD5 (128)
 *  frames of 4096 samples of each channel; the last one may be shorter                   section 9
 * </pre>
 *
 * <p>Sizes of frames and MD5 are left at 0, which means unknown: what is written may be sealed on its way, so nobody can go back
 * to its beginning; the manifest has the SHA-256 of the whole.
 */
final class FlacFile implements AudioEncoder {
    static final int BLOCK = 4096;

    private static final int STREAMINFO_BYTES = 34;
    private static final int SAMPLE_BITS = 16;

    private final OutputStream out;
    private final int[][] block;
    private final FlacFrame frame = new FlacFrame();
    private int filled;
    private long frames;

    FlacFile(OutputStream out, int channels, int sampleRate, long samples) throws IOException {
        this.out = out;
        this.block = new int[channels][BLOCK];
        out.write("fLaC".getBytes(StandardCharsets.US_ASCII));
        Bits head = new Bits();
        head.put(1, 1).put(0, 7).put(STREAMINFO_BYTES, 24);
        head.put(BLOCK, 16).put(BLOCK, 16).put(0, 24).put(0, 24);
        head.put(sampleRate, 20).put(channels - 1, 3).put(SAMPLE_BITS - 1, 5);
        head.put(samples >>> 32, 4).put(samples, 32);
        for (int i = 0; i < 4; i++) {
            head.put(0, 32);
        }
        out.write(head.array(), 0, head.length());
    }

    @Override
    public void write(int[][] channels, int count) throws IOException {
        for (int from = 0; from < count; ) {
            int some = Math.min(count - from, BLOCK - filled);
            for (int channel = 0; channel < block.length; channel++) {
                System.arraycopy(channels[channel], from, block[channel], filled, some);
            }
            filled += some;
            from += some;
            if (filled == BLOCK) {
                flush();
            }
        }
    }

    private void flush() throws IOException {
        Bits bits = frame.encode(block, filled, frames++);
        out.write(bits.array(), 0, bits.length());
        filled = 0;
    }

    @Override
    public void close() throws IOException {
        try (out) {
            if (filled > 0) {
                flush();
            }
        }
    }
}
