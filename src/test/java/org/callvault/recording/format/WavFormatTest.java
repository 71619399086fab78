package org.callvault.recording.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.callvault.recording.codec.Law;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WavFormatTest {
    private static final WavFormat WIDE = new WavFormat(2, Optional.empty(), 48_000);
    private static final long LAST_THAT_FITS = (0xFFFFFFFFL - 51) / 4;

    @TempDir
    Path temp;

    @Test
    void lengthsThatFitStandWhereTheyAlwaysDid() {
        for (long samples : new long[] {0, 1, 160, LAST_THAT_FITS}) {
            ByteBuffer header = ByteBuffer.wrap(WIDE.header(samples)).order(ByteOrder.LITTLE_ENDIAN);
            assertThat(header.capacity()).isEqualTo(WavFormat.HEADER_BYTES);
            assertThat(word(header, 0)).isEqualTo("RIFF");
            assertThat(Integer.toUnsignedLong(header.getInt(4))).isEqualTo(50 + 4 * samples);
            assertThat(Integer.toUnsignedLong(header.getInt(54))).isEqualTo(4 * samples);
        }
    }

    @Test
    void anOddNumberOfCodesIsPadded() {
        ByteBuffer header = ByteBuffer.wrap(new WavFormat(1, Optional.of(Law.A), 8000).header(3))
                .order(ByteOrder.LITTLE_ENDIAN);
        assertThat(header.getInt(4)).isEqualTo(50 + 4);
        assertThat(header.getInt(54)).isEqualTo(3);
    }

    @Test
    void whatIsLongerHasItsLengthsIn64Bits() {
        long samples = LAST_THAT_FITS + 1;
        ByteBuffer header = ByteBuffer.wrap(WIDE.header(samples)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(header.capacity()).isEqualTo(WIDE.headerBytes(samples));
        assertThat(word(header, 0)).isEqualTo("RF64");
        assertThat(header.getInt(4)).isEqualTo(-1);
        assertThat(word(header, 12)).isEqualTo("ds64");
        assertThat(header.getInt(16)).isEqualTo(28);
        assertThat(header.getLong(20)).isEqualTo(header.capacity() - 8 + 4 * samples);
        assertThat(header.getLong(28)).isEqualTo(4 * samples);
        assertThat(header.getLong(36)).isEqualTo(samples);
        assertThat(word(header, 48)).isEqualTo("fmt ");
        assertThat(word(header, header.capacity() - 8)).isEqualTo("data");
    }

    @Test
    @Tag("peers")
    void ffmpegReadsTwelveHoursOfThem() throws Exception {
        long samples = 12L * 3600 * 48_000;
        Path file = temp.resolve("long.wav");
        try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
            sparse.write(WIDE.header(samples));
            sparse.setLength(WIDE.headerBytes(samples) + WIDE.dataBytes(samples));
        }
        Process ffprobe = new ProcessBuilder(
                        "ffprobe", "-v", "error", "-show_entries", "stream=duration_ts", "-of", "csv=p=0", "long.wav")
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(ffprobe.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(ffprobe.waitFor()).isZero();
        assertThat(said.strip()).isEqualTo(Long.toString(samples));
        Files.delete(file);
    }

    private static String word(ByteBuffer header, int at) {
        byte[] word = new byte[4];
        header.get(at, word);
        return new String(word, StandardCharsets.US_ASCII);
    }
}
