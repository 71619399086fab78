package org.callvault.recording.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import org.callvault.config.output.Output.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpusFileTest {
    /** Each channel with a tone of its own, that swells, so that a shift in time shows. */
    static double[][] tones(int channels, int rate, int samples) {
        double[][] tones = new double[channels][samples];
        for (int channel = 0; channel < channels; channel++) {
            double phase = 0;
            for (int i = 0; i < samples; i++) {
                double seconds = (double) i / rate;
                phase += 2 * Math.PI * (300 + 90 * (channel % 8) + 150 * Math.sin(7 * seconds + channel)) / rate;
                tones[channel][i] = 9000 * Math.sin(phase) * (0.6 + 0.4 * Math.sin(11 * seconds));
            }
        }
        return tones;
    }

    static byte[] file(double[][] tones, int rate) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int samples = tones[0].length;
        try (AudioEncoder encoder = AudioEncoder.open(out, Format.OPUS, tones.length, rate, samples, 32_000)) {
            int[][] block = new int[tones.length][1000];
            for (int at = 0; at < samples; at += 1000) {
                int count = Math.min(1000, samples - at);
                for (int channel = 0; channel < tones.length; channel++) {
                    for (int i = 0; i < count; i++) {
                        block[channel][i] = (int) Math.round(tones[channel][at + i]);
                    }
                }
                encoder.write(block, count);
            }
        }
        return out.toByteArray();
    }

    /** How alike two sounds are, from -1 to 1. */
    static double likeness(short[] decoded, double[] original) {
        double both = 0;
        double one = 0;
        double other = 0;
        for (int i = 0; i < Math.min(decoded.length, original.length); i++) {
            both += decoded[i] * original[i];
            one += (double) decoded[i] * decoded[i];
            other += original[i] * original[i];
        }
        return both / Math.sqrt(one * other + 1e-9);
    }

    @ParameterizedTest
    @CsvSource({"1, 8000", "2, 8000", "2, 16000", "3, 48000", "1, 44100", "2, 32000", "12, 8000"})
    void everyChannelSoundsAsItDidWhenItDid(int channels, int rate) throws Exception {
        int samples = 2 * rate + 77;
        short[][] decoded = new OpusReader(file(tones(channels, rate, samples), rate)).read();
        assertThat(decoded).hasDimensions(channels, (int) Math.ceilDiv(samples * 48_000L, rate));
        double[][] original = tones(channels, 48_000, decoded[0].length);
        for (int channel = 0; channel < channels; channel++) {
            assertThat(likeness(decoded[channel], original[channel])).isGreaterThan(0.75);
        }
    }

    @Test
    void nothingOfOneChannelIsHeardInAnother() throws Exception {
        double[][] tones = tones(2, 8000, 16_000);
        tones[1] = new double[16_000];
        short[][] decoded = new OpusReader(file(tones, 8000)).read();
        for (short sample : decoded[1]) {
            assertThat(Math.abs(sample)).isLessThan(2);
        }
    }

    @Test
    void lessThanAFrameIsAFile() throws Exception {
        assertThat(new OpusReader(file(tones(2, 8000, 3), 8000)).read()).hasDimensions(2, 18);
    }
}
