package org.callvault.recording.codec;

import io.github.jaredmdobson.concentus.OpusDecoder;
import io.github.jaredmdobson.concentus.OpusException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Opus (RFC 6716) by way of Concentus, mixed to one channel. */
final class OpusFrames implements Decoder {
    /** Longest packet: 120 ms (RFC 6716, section 3.2). */
    private static final int LONGEST_MILLIS = 120;

    /** Its frames are multiples of 2.5 ms. */
    private static final int STEPS_PER_SECOND = 400;

    private final int sampleRate;
    private final OpusDecoder decoder;

    /** At one of the rates that Opus knows: 8000, 12000, 16000, 24000, 48000. */
    OpusFrames(int sampleRate) {
        this.sampleRate = sampleRate;
        try {
            this.decoder = new OpusDecoder(sampleRate, 1);
        } catch (OpusException e) {
            throw new IllegalArgumentException("no rate of Opus: " + sampleRate, e);
        }
    }

    @Override
    public short[] decode(byte[] buffer, int offset, int length) {
        return length == 0 ? new short[0] : decode(buffer, offset, length, sampleRate * LONGEST_MILLIS / 1000, false);
    }

    /** The packet after the gap may hold a rougher copy of the one before it (RFC 6716, section 2.1.7). */
    @Override
    public short[] conceal(int samples, byte[] buffer, int offset, int length) {
        int step = sampleRate / STEPS_PER_SECOND;
        int whole = samples / step * step;
        return whole == 0 ? new short[0] : decode(length == 0 ? null : buffer, offset, length, whole, length > 0);
    }

    // The library trusts its input in places: what it trips over is a packet that nobody's encoder made.
    private short[] decode(byte @Nullable [] buffer, int offset, int length, int most, boolean repeated) {
        short[] samples = new short[most];
        try {
            int decoded = decoder.decode(buffer, offset, length, samples, 0, most, repeated);
            return Arrays.copyOf(samples, Math.clamp(decoded, 0, most));
        } catch (OpusException | RuntimeException | AssertionError e) {
            decoder.resetState();
            return new short[0];
        }
    }
}
