package org.callvault.recording.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.callvault.recording.codec.Framed.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FramedTest {
    private static final int[] NARROW = {95, 103, 118, 134, 148, 159, 204, 244, 39};
    private static final int[] WIDE = {132, 177, 253, 285, 317, 365, 397, 461, 477, 40};

    private final Random random = new Random(4);

    @Test
    void g729FramesFollowEachOtherAndSilenceIsLeftOut() {
        byte[] payload = new byte[1 + 22];
        random.nextBytes(payload);
        List<Frame> frames = framed("G729/8000", "").frames(payload, 1, 22);
        assertThat(frames).extracting(Frame::sample).containsExactly(0, 80);
        assertThat(frames.get(1).stored()).isEqualTo(Arrays.copyOfRange(payload, 11, 21));
        assertThat(framed("G729/8000", "").frames(payload, 0, 2)).isEmpty();
    }

    @Test
    void ilbcHasTheModeThatWasSaid() {
        assertThat(framed("iLBC/8000", "").frameSamples()).isEqualTo(240);
        assertThat(framed("iLBC/8000", "mode=20").frameSamples()).isEqualTo(160);
    }

    @ParameterizedTest
    @CsvSource({
        "AMR/8000, octet-align=1",
        "AMR/8000, octet-align=0",
        "AMR/8000, ''",
        "AMR-WB/16000, 'mode-set=0,1,2; octet-align=1'",
        "AMR-WB/16000, ''"
    })
    void amrFramesOfEveryModeAreThoseOfTheFileFormat(String format, String parameters) {
        boolean wide = format.contains("WB");
        boolean aligned = parameters.contains("align=1");
        Framed codec = framed(format, parameters);
        int[] sizes = wide ? WIDE : NARROW;
        for (int type = 0; type < sizes.length; type++) {
            List<boolean[]> speech = List.of(bits(sizes[type]), bits(0), bits(sizes[type]));
            int[] types = {type, 15, type};
            byte[] payload = packed(aligned, types, speech);
            List<Frame> frames = codec.frames(payload, 0, payload.length);
            if (type == sizes.length - 1) {
                assertThat(frames).as("silence").isEmpty();
                continue;
            }
            assertThat(frames)
                    .as("mode %d", type)
                    .extracting(Frame::sample)
                    .containsExactly(0, 2 * codec.frameSamples());
            assertThat(frames.get(0).stored()).isEqualTo(stored(type, speech.get(0)));
            assertThat(frames.get(1).stored()).isEqualTo(stored(type, speech.get(2)));
            for (int cut = 0; cut < payload.length; cut++) {
                assertThat(codec.frames(payload, 0, cut)).hasSizeLessThan(2);
            }
        }
    }

    @Test
    void whatIsInterleavedOrCheckedIsNotTakenForPlain() {
        assertThat(Codec.of("AMR/8000", "octet-align=1; interleaving=4")).isEmpty();
        assertThat(Codec.of("AMR-WB/16000", "crc=1")).isEmpty();
        assertThat(Codec.of("AMR/8000", "channels=2")).isEmpty();
    }

    @Test
    void noiseNeverMakesItFail() {
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(100)];
            random.nextBytes(noise);
            String parameters = i % 2 == 0 ? "octet-align=1" : "";
            assertThat(framed("AMR/8000", parameters).frames(noise, 0, noise.length))
                    .hasSizeLessThanOrEqualTo(50);
        }
    }

    private static Framed framed(String format, String parameters) {
        return (Framed) Codec.of(format, parameters).orElseThrow();
    }

    private boolean[] bits(int count) {
        boolean[] bits = new boolean[count];
        for (int i = 0; i < count; i++) {
            bits[i] = random.nextBoolean();
        }
        return bits;
    }

    /** A payload by the drawings of RFC 4867. */
    private static byte[] packed(boolean aligned, int[] types, List<boolean[]> speech) {
        List<Boolean> bits = new ArrayList<>();
        add(bits, 15, 4);
        add(bits, 0, aligned ? 4 : 0);
        for (int i = 0; i < types.length; i++) {
            add(bits, i < types.length - 1 ? 1 : 0, 1);
            add(bits, types[i], 4);
            add(bits, 1, 1);
            add(bits, 0, aligned ? 2 : 0);
        }
        for (boolean[] frame : speech) {
            for (boolean bit : frame) {
                bits.add(bit);
            }
            add(bits, 0, aligned ? (8 - bits.size() % 8) % 8 : 0);
        }
        return octets(bits);
    }

    private static byte[] stored(int type, boolean[] speech) {
        List<Boolean> bits = new ArrayList<>();
        add(bits, type << 3 | 4, 8);
        for (boolean bit : speech) {
            bits.add(bit);
        }
        return octets(bits);
    }

    private static void add(List<Boolean> bits, int value, int count) {
        for (int i = count - 1; i >= 0; i--) {
            bits.add((value >> i & 1) != 0);
        }
    }

    private static byte[] octets(List<Boolean> bits) {
        byte[] octets = new byte[(bits.size() + 7) / 8];
        for (int i = 0; i < bits.size(); i++) {
            octets[i / 8] |= (byte) (bits.get(i) ? 0x80 >> i % 8 : 0);
        }
        return octets;
    }
}
