package org.callvault.recording.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class G722DecoderTest {
    @Test
    void aSweepThroughBothBandsIsDecodedToTheBit() throws IOException {
        byte[] encoded = Vectors.bytes("sweep.g722");
        assertThat(new G722Decoder().decode(encoded, 0, encoded.length))
                .isEqualTo(Vectors.samples(Vectors.bytes("sweep-g722.s16")));
    }

    @Test
    void packetsOfAnySizeAreDecodedAsOne() throws IOException {
        byte[] encoded = Vectors.bytes("sweep.g722");
        short[] whole = Vectors.samples(Vectors.bytes("sweep-g722.s16"));
        G722Decoder decoder = new G722Decoder();
        int at = 0;
        for (int length = 1; at + length <= encoded.length; at += length, length += 7) {
            short[] part = decoder.decode(encoded, at, length);
            assertThat(part).hasSize(2 * length);
            assertThat(Arrays.copyOfRange(whole, 2 * at, 2 * (at + length))).isEqualTo(part);
        }
        assertThat(at).isGreaterThan(encoded.length / 2);
    }

    @Test
    void octetsThatNoEncoderWouldWriteNeverMakeItFailOrRunAway() {
        byte[] noise = new byte[100_000];
        new Random(1).nextBytes(noise);
        G722Decoder decoder = new G722Decoder();
        assertThat(decoder.decode(noise, 0, noise.length)).hasSize(2 * noise.length);
        byte[] quiet = new byte[8000];
        Arrays.fill(quiet, (byte) 0xFF);
        short[] after = decoder.decode(quiet, 0, quiet.length);
        for (int i = after.length - 100; i < after.length; i++) {
            assertThat(Math.abs(after[i])).isLessThan(64);
        }
    }
}
