package org.callvault.recording.encode;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;

/** Decodes as much of FLAC (RFC 9639) as our files have, by the letter of it; what else it meets fails the test. */
final class FlacReader {
    private final byte[] bytes;
    private long at;

    FlacReader(byte[] bytes) {
        this.bytes = bytes;
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++) {
            value = (value << 1) | ((bytes[(int) (at >> 3)] >> (7 - (at & 7))) & 1);
            at++;
        }
        return value;
    }

    private int signed(int count) {
        return (bits(count) << (32 - count)) >> (32 - count);
    }

    /** Samples by channel. */
    int[][] read(int sampleRate) {
        assertThat(bits(32)).isEqualTo(0x664C6143);
        assertThat(bits(8)).isEqualTo(0x80);
        assertThat(bits(24)).isEqualTo(34);
        int block = bits(16);
        assertThat(bits(16)).isEqualTo(block);
        at += 48;
        assertThat(bits(20)).isEqualTo(sampleRate);
        int channels = bits(3) + 1;
        assertThat(bits(5)).isEqualTo(15);
        at += 4;
        int samples = bits(32);
        at += 128;
        int[][] all = new int[channels][samples];
        for (int done = 0; done < samples; ) {
            done += frame(all, done, block);
        }
        assertThat(at).isEqualTo(8L * bytes.length);
        return all;
    }

    private int frame(int[][] all, int done, int block) {
        int start = (int) (at >> 3);
        assertThat(bits(16)).isEqualTo(0xFFF8);
        int size = bits(4);
        assertThat(bits(4)).isZero();
        assertThat(bits(4)).isEqualTo(all.length - 1);
        assertThat(bits(4)).isEqualTo(0b1000);
        int first = bits(8);
        int more = first < 0x80 ? 0 : Integer.numberOfLeadingZeros(~(first << 24)) - 1;
        at += 8L * more;
        int count = size == 12 ? 4096 : bits(16) + 1;
        assertThat(count).isLessThanOrEqualTo(block);
        int headed = (int) (at >> 3);
        assertThat(bits(8)).isEqualTo(sum(start, headed, 8, 0x07));
        for (int[] channel : all) {
            subframe(channel, done, count);
        }
        at = (at + 7) / 8 * 8;
        int end = (int) (at >> 3);
        assertThat(bits(16)).isEqualTo(sum(start, end, 16, 0x8005));
        return count;
    }

    private void subframe(int[] channel, int from, int count) {
        int type = bits(8) >> 1;
        if (type == 0) {
            Arrays.fill(channel, from, from + count, signed(16));
            return;
        }
        int order = type & 7;
        assertThat(type >> 3).isEqualTo(1);
        for (int i = 0; i < order; i++) {
            channel[from + i] = signed(16);
        }
        assertThat(bits(2)).isZero();
        int partitions = 1 << bits(4);
        for (int partition = 0, i = order; partition < partitions; partition++) {
            int parameter = bits(4);
            assertThat(parameter).isLessThan(15);
            for (; i < (partition + 1) * (count / partitions); i++) {
                int quotient = 0;
                while (bits(1) == 0) {
                    quotient++;
                }
                int folded = (quotient << parameter) | bits(parameter);
                channel[from + i] = predicted(channel, from + i, order) + ((folded >>> 1) ^ -(folded & 1));
            }
        }
    }

    /** Section 9.2.5. */
    private static int predicted(int[] s, int n, int order) {
        return switch (order) {
            case 0 -> 0;
            case 1 -> s[n - 1];
            case 2 -> 2 * s[n - 1] - s[n - 2];
            case 3 -> 3 * s[n - 1] - 3 * s[n - 2] + s[n - 3];
            default -> 4 * s[n - 1] - 6 * s[n - 2] + 4 * s[n - 3] - s[n - 4];
        };
    }

    private int sum(int from, int to, int width, int polynomial) {
        int rest = 0;
        for (int i = from; i < to; i++) {
            rest ^= (bytes[i] & 0xFF) << (width - 8);
            for (int bit = 0; bit < 8; bit++) {
                rest = ((rest >> (width - 1)) & 1) == 1 ? (rest << 1) ^ polynomial : rest << 1;
                rest &= (1 << width) - 1;
            }
        }
        return rest;
    }
}
