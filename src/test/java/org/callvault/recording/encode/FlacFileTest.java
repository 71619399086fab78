package org.callvault.recording.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.callvault.config.output.Output.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlacFileTest {
    private static byte[] file(int[][] channels, int rate, int atATime) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int samples = channels[0].length;
        try (AudioEncoder encoder = AudioEncoder.open(out, Format.FLAC, channels.length, rate, samples, 0)) {
            for (int at = 0; at < samples; at += atATime) {
                int count = Math.min(atATime, samples - at);
                int[][] some = new int[channels.length][];
                for (int channel = 0; channel < channels.length; channel++) {
                    some[channel] = Arrays.copyOfRange(channels[channel], at, at + count);
                }
                encoder.write(some, count);
            }
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "4095, 2, 777", "4096, 1, 4096", "4097, 3, 8192", "20000, 8, 1000", "600000, 1, 8192"})
    void everySampleComesBack(int samples, int channels, int atATime) throws IOException {
        Random random = new Random(samples);
        int[][] sound = new int[channels][samples];
        for (int channel = 0; channel < channels; channel++) {
            for (int i = 0; i < samples; i++) {
                double tone = 12_000 * Math.sin(i * 0.01 * (channel + 1)) * (((i >> 12) & 1) == 0 ? 1 : 0);
                sound[channel][i] = (short) (tone + random.nextGaussian() * (i % 3000 < 1500 ? 30 : 3000));
            }
        }
        byte[] file = file(sound, 8000, atATime);
        assertThat(new FlacReader(file).read(8000)).isDeepEqualTo(sound);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void whateverIsInASampleComesBack(long seed) throws IOException {
        Random random = new Random(seed);
        int[][] sound = new int[2][9000];
        for (int i = 0; i < sound[0].length; i++) {
            sound[0][i] = random.nextBoolean() ? Short.MAX_VALUE : Short.MIN_VALUE;
            sound[1][i] = (short) random.nextInt();
        }
        assertThat(new FlacReader(file(sound, 48_000, 100)).read(48_000)).isDeepEqualTo(sound);
    }

    @Test
    void silenceIsNearlyNothing() throws IOException {
        byte[] file = file(new int[2][80_000], 8000, 8192);
        assertThat(file.length).isLessThan(20 * 20 + 42);
        assertThat(new FlacReader(file).read(8000)).isDeepEqualTo(new int[2][80_000]);
    }
}
