package org.callvault.recording.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.callvault.cli.reconcile.RecordedCalls;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.evidence.Anchors;
import org.callvault.recording.manifest.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleTest {
    private static final String HOSTILE = "<img src=x onerror=alert(1)>\"'&\u202Egnp.exe";
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    @TempDir
    private Path directory;

    private Manifest keep() throws IOException {
        Manifest manifest = RecordedCalls.manifest(
                "019ca8d7-34d0-7bb2-92c6-ae7df9b15164",
                RecordedCalls.NINE,
                Duration.ofMinutes(3),
                HOSTILE,
                "4711",
                "<b>ucid</b>",
                new RecordedCalls.Flaws(Duration.ofSeconds(9), Duration.ofSeconds(30)));
        byte[] peaks = peaks(3600, 2);
        Files.write(directory.resolve("peaks.dat"), peaks);
        Manifest.StoredFile file = new Manifest.StoredFile(
                "peaks.dat",
                "application/octet-stream",
                peaks.length,
                java.util.HexFormat.of().formatHex(sha256(peaks)));
        Manifest whole = new Manifest(
                manifest.version(),
                manifest.recording(),
                manifest.callId(),
                manifest.node(),
                manifest.peer(),
                manifest.encrypted(),
                manifest.startedAt(),
                manifest.endedAt(),
                manifest.endReason(),
                manifest.state(),
                manifest.metadata(),
                manifest.audio(),
                manifest.streams(),
                manifest.gaps(),
                manifest.events(),
                0,
                manifest.flags(),
                List.of(file),
                manifest.trunk(),
                null,
                List.of(),
                null);
        Files.write(directory.resolve(Manifest.NAME), RecordingJson.writePretty(whole));
        return whole;
    }

    private static byte[] sha256(byte[] content) {
        try {
            return java.security.MessageDigest.getInstance("SHA-256").digest(content);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    /** Two voices that take turns. */
    static byte[] peaks(int pixels, int channels) {
        ByteBuffer file = ByteBuffer.allocate(24 + 2 * pixels * channels).order(ByteOrder.LITTLE_ENDIAN);
        file.putInt(2).putInt(1).putInt(8000).putInt(400).putInt(pixels).putInt(channels);
        Random random = new Random(7);
        for (int pixel = 0; pixel < pixels; pixel++) {
            for (int channel = 0; channel < channels; channel++) {
                boolean speaks = (pixel / 170) % channels == channel && pixel % 37 > 6;
                int loud = speaks ? 12 + random.nextInt(60) : random.nextInt(3);
                file.put((byte) -loud).put((byte) loud);
            }
        }
        return file.array();
    }

    private byte[] zip() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BundleOutput zip = BundleOutput.zip(out)) {
            Bundle.of(name -> FileChannel.open(directory.resolve(name)), Optional.empty(), id -> Optional.empty())
                    .writeTo(zip, Anchors.none(), NOW);
        }
        return out.toByteArray();
    }

    private String report() throws IOException {
        Path to = directory.resolve("bundle");
        try (BundleOutput out = BundleOutput.directory(to)) {
            Bundle.of(name -> FileChannel.open(directory.resolve(name)), Optional.empty(), id -> Optional.empty())
                    .writeTo(out, Anchors.none(), NOW);
        }
        return Files.readString(to.resolve("019ca8d7-34d0-7bb2-92c6-ae7df9b15164/report.html"));
    }

    @Test
    void whatStrangersCallThemselvesIsTextInTheReport() throws IOException {
        keep();
        assertThat(report())
                .contains("&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;\uFFFDgnp.exe", "&lt;b&gt;ucid&lt;/b&gt;")
                .doesNotContain("<img", "<b>ucid", "\u202E", "<script", "http://", "https://");
    }

    @Test
    void gapsAndPausesStandInTheTableAndInThePicture() throws IOException {
        keep();
        assertThat(report())
                .contains("<path class=\"wave\"", "<rect class=\"gap\"", "<rect class=\"pause\"")
                .contains("packets were lost (50)", "<td>0:01.0</td><td>0:10.0</td><td>0:09.0</td>")
                .contains("paused or on hold", "<td>0:01.0</td><td>0:31.0</td><td>0:30.0</td>");
    }

    @Test
    void aFileThatIsNotAsTheManifestSaysIsTold() throws IOException {
        keep();
        Files.write(directory.resolve("peaks.dat"), new byte[] {1});
        assertThat(report()).contains("peaks.dat was altered", "This recording is not what it should be");
        Files.delete(directory.resolve("peaks.dat"));
    }

    @Test
    void theSameRecordingIsTheSameZipAndItsFilesStandInOneOrder() throws IOException {
        keep();
        byte[] first = zip();
        assertThat(zip()).isEqualTo(first);
        List<String> names = new ArrayList<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(first))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                names.add(entry.getName().substring(37));
            }
        }
        assertThat(names).containsExactly("peaks.dat", "manifest.json", "report.html", "README.txt", "SHA256SUMS");
    }

    @Test
    void peaksOfAnotherKindAreNotDrawn() throws IOException {
        assertThat(Waveform.read(new ByteArrayInputStream(new byte[10]))).isEmpty();
        assertThat(Waveform.read(new ByteArrayInputStream(new byte[100]))).isEmpty();
        byte[] cut = java.util.Arrays.copyOf(peaks(100, 2), 60);
        assertThat(Waveform.read(new ByteArrayInputStream(cut)).orElseThrow().path(1, 50))
                .startsWith("M")
                .endsWith("Z");
    }
}
