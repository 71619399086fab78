package org.callvault.recording.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplerTest {
    private static final int COUNT = 4000;

    @ParameterizedTest
    @CsvSource({"8000,16000", "8000,48000", "16000,48000", "44100,48000", "8000,44100", "12000,16000", "16000,16000"})
    void aToneStaysTheSameToneAtTheSameTime(int from, int to) {
        double hertz = from * 0.3;
        Resampler resampler = new Resampler(from, to);
        for (long output : new long[] {0, 1_000_003}) {
            float[] sums = resampled(resampler, output, tone(resampler, output, hertz, from));
            for (int i = 0; i < COUNT; i++) {
                double expected = 10_000 * Math.sin(2 * Math.PI * hertz * (output + i) / to);
                assertThat(sums[i]).as("sample %d", output + i).isCloseTo((float) expected, within(12f));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"8000,16000", "8000,48000", "44100,48000"})
    void blocksOfAnySizeFitTogether(int from, int to) {
        Resampler resampler = new Resampler(from, to);
        float[] whole = resampled(resampler, 0, tone(resampler, 0, 440, from));
        for (int at = 0; at + 77 < COUNT; at += 77) {
            short[] input = new short[resampler.inputs(77)];
            for (int i = 0; i < input.length; i++) {
                input[i] = sample(resampler.firstInput(at) + i, 440, from);
            }
            float[] part = new float[77];
            resampler.add(input, at, 77, part);
            assertThat(part).isEqualTo(Arrays.copyOfRange(whole, at, at + 77));
        }
    }

    private static float[] resampled(Resampler resampler, long output, short[] input) {
        float[] sums = new float[COUNT];
        resampler.add(input, output, COUNT, sums);
        return sums;
    }

    private static short[] tone(Resampler resampler, long output, double hertz, int rate) {
        short[] input = new short[resampler.inputs(COUNT)];
        for (int i = 0; i < input.length; i++) {
            input[i] = sample(resampler.firstInput(output) + i, hertz, rate);
        }
        return input;
    }

    private static short sample(long index, double hertz, int rate) {
        return (short) Math.round(10_000 * Math.sin(2 * Math.PI * hertz * index / rate));
    }
}
