package org.callvault.recording.finish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.callvault.recording.manifest.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A party that is not heard is told, whatever it sends. */
class SilenceRenderingTest {
    private static final Map<Integer, String> PCMU = Map.of(0, "PCMU/8000");
    private static final Map<Integer, String> PCMA = Map.of(8, "PCMA/8000");

    @TempDir
    Path temp;

    private static byte[] codes(int seconds, int code) {
        byte[] codes = new byte[8000 * seconds];
        Arrays.fill(codes, (byte) code);
        return codes;
    }

    private static byte[] joined(byte[]... parts) {
        byte[] all = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    @Test
    void aStreamWithALongSilenceAndOneThatIsSilentAltogether() throws IOException {
        byte[] speaks = joined(codes(1, 0x80), codes(3, 0xFF), codes(1, 0x00));
        Manifest manifest = new Rendering(temp)
                .tellingSilences(Duration.ofSeconds(2))
                .packets(0, 0, speaks, 160, 160)
                .packets(1, 0, codes(4, 0xFF), 160, 160)
                .finish(PCMU, PCMU);
        assertThat(manifest.streams().get(0).silences()).containsExactly(new Manifest.Silence(8000, 32_000));
        assertThat(manifest.streams().get(1).silences())
                .as("not what was added to its end")
                .containsExactly(new Manifest.Silence(0, 32_000));
        assertThat(manifest.flags()).containsExactly("stream_silent");
    }

    @Test
    void linearMastersAreListenedToAsWell() throws IOException {
        Manifest manifest = new Rendering(temp)
                .tellingSilences(Duration.ofSeconds(2))
                .packets(0, 0, joined(codes(1, 0x80), codes(2, 0xFF)), 160, 160)
                .packets(1, 8, codes(3, 0x2A), 160, 160)
                .finish(PCMU, PCMA);
        assertThat(Objects.requireNonNull(manifest.audio()).encoding()).isEqualTo("L16");
        assertThat(manifest.streams().get(0).silences()).containsExactly(new Manifest.Silence(8000, 24_000));
        assertThat(manifest.streams().get(1).silences()).isEmpty();
        assertThat(manifest.flags()).isEmpty();
    }

    @Test
    void withoutASettingNothingIsTold() throws IOException {
        Manifest manifest =
                new Rendering(temp).packets(0, 0, codes(4, 0xFF), 160, 160).finish(PCMU);
        assertThat(manifest.streams().getFirst().silences()).isEmpty();
        assertThat(manifest.flags()).isEmpty();
    }
}
