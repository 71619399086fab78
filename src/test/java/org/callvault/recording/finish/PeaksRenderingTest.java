package org.callvault.recording.finish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.callvault.recording.codec.Law;
import org.callvault.recording.manifest.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A waveform is drawn from a small file beside the audio. */
class PeaksRenderingTest {
    private static final Map<Integer, String> PCMU = Map.of(0, "PCMU/8000");
    private static final Map<Integer, String> PCMA = Map.of(8, "PCMA/8000");

    @TempDir
    Path temp;

    private static ByteBuffer peaks(Rendering rendering) throws IOException {
        byte[] file = Files.readAllBytes(rendering.directory().resolve("peaks.dat"));
        return ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    }

    private static int[] header(ByteBuffer peaks) {
        int[] header = new int[6];
        peaks.asIntBuffer().get(header);
        return header;
    }

    /** Codes that grow louder and quieter, another second by second. */
    private static byte[] codes(int packets, int seed) {
        byte[] codes = new byte[160 * packets];
        for (int i = 0; i < codes.length; i++) {
            codes[i] = (byte) (i * seed + i / 8000);
        }
        return codes;
    }

    private static int[] range(byte[] codes, Law law, int from, int to) {
        int[] linear = new int[to - from];
        Arrays.setAll(linear, i -> from + i < codes.length ? law.decode(codes[from + i]) : 0);
        return new int[] {
            Arrays.stream(linear).min().orElseThrow() >> 8,
            Arrays.stream(linear).max().orElseThrow() >> 8
        };
    }

    @Test
    void eachPixelHasTheLeastAndTheGreatestSampleOfEachChannel() throws IOException {
        byte[] left = codes(109, 3);
        byte[] right = codes(51, 7);
        Rendering rendering = new Rendering(temp).packets(0, 0, left, 160, 160).packets(1, 0, right, 160, 160);
        Manifest manifest = rendering.finish(PCMU, PCMU);
        ByteBuffer peaks = peaks(rendering);
        assertThat(Objects.requireNonNull(manifest.audio()).samples()).isEqualTo(17_440);
        assertThat(header(peaks)).containsExactly(2, 1, 8000, 400, 44, 2);
        assertThat(peaks.capacity()).isEqualTo(24 + 44 * 2 * 2);
        for (int pixel = 0; pixel < 44; pixel++) {
            int from = 400 * pixel;
            int to = Math.min(from + 400, 17_440);
            int at = 24 + 4 * pixel;
            assertThat(new int[] {peaks.get(at), peaks.get(at + 1)}).isEqualTo(range(left, Law.MU, from, to));
            assertThat(new int[] {peaks.get(at + 2), peaks.get(at + 3)}).isEqualTo(range(right, Law.MU, from, to));
        }
    }

    @Test
    void linearMastersHaveTheirsByTheirOwnRate() throws IOException {
        byte[] one = codes(50, 3);
        Rendering rendering = new Rendering(temp).packets(0, 0, one, 160, 160).packets(1, 8, codes(50, 5), 160, 160);
        Manifest manifest = rendering.finish(PCMU, PCMA);
        ByteBuffer peaks = peaks(rendering);
        assertThat(Objects.requireNonNull(manifest.audio()).encoding()).isEqualTo("L16");
        assertThat(header(peaks)).containsExactly(2, 1, 8000, 400, 20, 2);
        assertThat(new int[] {peaks.get(24), peaks.get(25)}).isEqualTo(range(one, Law.MU, 0, 400));
    }

    @Test
    void aCallWithoutMediaHasNone() throws IOException {
        Rendering rendering = new Rendering(temp);
        assertThat(rendering.finish(PCMU).files()).noneMatch(file -> file.holds("peaks.dat"));
        assertThat(rendering.directory().resolve("peaks.dat")).doesNotExist();
    }
}
