package org.callvault.recording.render;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * What a waveform is drawn from without reading the audio: the least and the greatest sample of every twentieth of a second,
 * for each channel, in eight bits. In the binary format of audiowaveform, version 2, which peaks.js and others read:
 *
 * <pre>
 *  0        4        8             12                  16       20         24
 *  +--------+--------+-------------+-------------------+--------+----------+---------------------------
 *  | 2      | 1      | sample rate | samples per pixel | pixels | channels | min, max of each channel, ...
 *  +--------+--------+-------------+-------------------+--------+----------+---------------------------
 * </pre>
 *
 * All numbers have their least byte first.
 */
final class PeaksFile implements MasterListener, Closeable {
    static final String NAME = "peaks.dat";
    static final String MEDIA_TYPE = "application/octet-stream";

    static final int PIXELS_PER_SECOND = 20;
    private static final int VERSION = 2;
    private static final int EIGHT_BITS = 1;
    private static final int HEADER_BYTES = 24;

    private final OutputStream out;
    private final Range[] ranges;

    /** The least and the greatest sample of one channel, pixel by pixel. */
    private static final class Range {
        private final int samplesPerPixel;
        private final ByteArrayOutputStream complete = new ByteArrayOutputStream();
        private int least = Integer.MAX_VALUE;
        private int greatest = Integer.MIN_VALUE;
        private int counted;

        Range(int samplesPerPixel) {
            this.samplesPerPixel = samplesPerPixel;
        }

        void add(int sample) {
            least = Math.min(least, sample);
            greatest = Math.max(greatest, sample);
            if (++counted == samplesPerPixel) {
                endPixel();
            }
        }

        void endPixel() {
            complete.write(least >> Byte.SIZE);
            complete.write(greatest >> Byte.SIZE);
            least = Integer.MAX_VALUE;
            greatest = Integer.MIN_VALUE;
            counted = 0;
        }

        byte[] take() {
            byte[] pixels = complete.toByteArray();
            complete.reset();
            return pixels;
        }
    }

    /**
     * Begins the file of a master.
     *
     * @param out closed with this
     * @param samples that the master has of each channel
     */
    PeaksFile(OutputStream out, Master master, int channels, long samples) throws IOException {
        int samplesPerPixel = master.sampleRate() / PIXELS_PER_SECOND;
        this.out = out;
        this.ranges = new Range[channels];
        Arrays.setAll(ranges, channel -> new Range(samplesPerPixel));
        out.write(ByteBuffer.allocate(HEADER_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(VERSION)
                .putInt(EIGHT_BITS)
                .putInt(master.sampleRate())
                .putInt(samplesPerPixel)
                .putInt(Math.toIntExact(Math.ceilDiv(samples, samplesPerPixel)))
                .putInt(channels)
                .array());
    }

    @Override
    public void heard(int channel, int[] samples, int count, int own) {
        for (int i = 0; i < count; i++) {
            ranges[channel].add(samples[i]);
        }
    }

    @Override
    public void blockEnded() throws IOException {
        byte[][] pixels = new byte[ranges.length][];
        Arrays.setAll(pixels, channel -> ranges[channel].take());
        byte[] frames = new byte[pixels.length * pixels[0].length];
        for (int at = 0; at < pixels[0].length; at += 2) {
            for (int channel = 0; channel < pixels.length; channel++) {
                System.arraycopy(pixels[channel], at, frames, at * pixels.length + 2 * channel, 2);
            }
        }
        out.write(frames);
    }

    /** The last pixel may be of fewer samples. */
    @Override
    public void close() throws IOException {
        try (out) {
            if (ranges[0].counted > 0) {
                Arrays.stream(ranges).forEach(Range::endPixel);
                blockEnded();
            }
        }
    }
}
