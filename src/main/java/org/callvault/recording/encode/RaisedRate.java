package org.callvault.recording.encode;

import java.io.IOException;
import java.util.Arrays;
import org.callvault.recording.codec.Resampler;

/** Brings samples to a higher rate on their way into a file. */
final class RaisedRate implements AudioEncoder {
    private static final int BLOCK = 4096;

    private final AudioEncoder to;
    private final Resampler resampler;
    private final int from;
    private final int rate;
    private final long total;
    private final short[][] input;
    private long firstInput = -Resampler.BEFORE;
    private int held = Resampler.BEFORE;
    private long written;

    /** So many samples of each channel come out in all. */
    RaisedRate(AudioEncoder to, int channels, int from, int rate, long total) {
        this.to = to;
        this.resampler = new Resampler(from, rate);
        this.from = from;
        this.rate = rate;
        this.total = total;
        this.input = new short[channels][resampler.inputs(BLOCK) + BLOCK];
    }

    @Override
    public void write(int[][] channels, int count) throws IOException {
        for (int at = 0; at < count; ) {
            int some = Math.min(count - at, BLOCK / 2);
            for (int channel = 0; channel < input.length; channel++) {
                for (int i = 0; i < some; i++) {
                    input[channel][held + i] = (short) channels[channel][at + i];
                }
            }
            held += some;
            at += some;
            raise();
        }
    }

    /** As far as the input reaches. */
    private void raise() throws IOException {
        long lastInput = firstInput + held - 1 - Resampler.AFTER;
        long end = Math.min(total, Math.floorDiv(lastInput * rate, from));
        while (written < end) {
            int count = (int) Math.min(BLOCK, end - written);
            int[][] raised = new int[input.length][];
            int skip = (int) (resampler.firstInput(written) - firstInput);
            for (int channel = 0; channel < input.length; channel++) {
                raised[channel] = raised(Arrays.copyOfRange(input[channel], skip, input[channel].length), count);
            }
            to.write(raised, count);
            written += count;
        }
        forget();
    }

    private int[] raised(short[] samples, int count) {
        float[] sums = new float[count];
        resampler.add(samples, written, count, sums);
        int[] rounded = new int[count];
        Arrays.setAll(rounded, i -> Math.clamp(Math.round(sums[i]), Short.MIN_VALUE, Short.MAX_VALUE));
        return rounded;
    }

    private void forget() {
        int done = (int) (resampler.firstInput(written) - firstInput);
        for (short[] channel : input) {
            System.arraycopy(channel, done, channel, 0, held - done);
        }
        held -= done;
        firstInput += done;
    }

    @Override
    public void close() throws IOException {
        try (to) {
            int[][] silence = new int[input.length][Resampler.AFTER + 2];
            while (written < total) {
                write(silence, silence[0].length);
            }
        }
    }
}
