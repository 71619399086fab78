package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.callvault.cli.demo.FinishedRecording;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.format.WavFormat;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolWriter;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that is killed in the middle of sealing; what it keeps after the next start is opened with openssl alone. */
@Tag("peers")
class KilledWhileSealingTest {
    private static final RecordingId ID = Recorded.id(1);
    /** An hour: sealing takes long enough to be met. */
    private static final int PACKETS = 180_000;

    private static final Duration FINISH_WITHIN = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    @Test
    void theRecordingIsFinishedAtTheNextStartAndComplete() throws Exception {
        PemCredentials reader =
                CertificateIssuer.newAuthority("reader", KeyKind.EC_P256, Duration.ofDays(90), InstantSource.system());
        Path certificate = directory.resolve("reader.pem");
        PemOutput.certificates(certificate, reader.chain());
        PemOutput.key(directory.resolve("reader.key"), reader);
        Map<String, String> environment =
                TestNode.environment(directory, Map.of("CALLVAULT_RECIPIENTS", certificate.toString()));
        Path data = directory.resolve("data");
        spool(data);
        Path store = data.resolve("recordings");
        try (NodeProcess node = NodeProcess.serve(directory, environment)) {
            await(store.resolve(".part"));
            node.kill();
        }
        try (Stream<Path> kept = Files.find(store, 6, (path, attributes) -> path.endsWith("manifest.json"))) {
            assertThat(kept.filter(path -> !path.startsWith(store.resolve(".part"))))
                    .isEmpty();
        }
        try (NodeProcess again = NodeProcess.serve(directory, environment)) {
            FinishedRecording recording = FinishedRecording.await(again.awaitReady(), "call-" + ID, FINISH_WITHIN);
            Path kept = recording.directory(data);
            assertThat(VerifiedRecording.open(kept).problems()).isEmpty();
            Path audio = openssl(kept.resolve("audio.wav.p7m"));
            assertThat(Files.size(audio)).isGreaterThanOrEqualTo(WavFormat.HEADER_BYTES + 160L * PACKETS);
            byte[] wav = Files.readAllBytes(audio);
            byte[] last = Recorded.payload(0, PACKETS - 1);
            assertThat(new String(wav, StandardCharsets.ISO_8859_1))
                    .contains(new String(last, StandardCharsets.ISO_8859_1))
                    .contains(new String(Recorded.payload(0, 0), StandardCharsets.ISO_8859_1));
        }
    }

    private static void spool(Path data) throws IOException {
        Files.createDirectories(data);
        Spool spool = Spool.open(data.resolve("spool"), Recorded.key(data), Recorded.SETTINGS, Recorded.CLOCK);
        try (SpoolWriter writer = spool.writer(0)) {
            Recorded.describe(writer, Recorded.description(ID, null, "PCMU/8000"));
            for (int i = 0; i < PACKETS; i++) {
                Recorded.append(writer, ID, 0, i, Recorded.START_MICROS + 20_000L * i);
                if (i % 500 == 0) {
                    writer.flush();
                }
            }
        }
    }

    /** Until something sealed is being written there. */
    private static void await(Path parts) throws IOException {
        long deadline = System.nanoTime() + FINISH_WITHIN.toNanos();
        while (!sealing(parts)) {
            assertThat(System.nanoTime() - deadline).as("it begins to seal").isNegative();
            Thread.onSpinWait();
        }
    }

    private static boolean sealing(Path parts) throws IOException {
        if (!Files.isDirectory(parts)) {
            return false;
        }
        try (Stream<Path> attempts = Files.list(parts)) {
            return attempts.map(
                            attempt -> attempt.resolve("files/audio.wav.p7m").toFile())
                    .anyMatch(file -> file.length() > 0);
        }
    }

    private Path openssl(Path sealed) throws Exception {
        Path audio = directory.resolve("audio.wav");
        Process process = new ProcessBuilder(List.of(
                        "openssl",
                        "cms",
                        "-decrypt",
                        "-binary",
                        "-inform",
                        "DER",
                        "-in",
                        sealed.toString(),
                        "-recip",
                        directory.resolve("reader.pem").toString(),
                        "-inkey",
                        directory.resolve("reader.key").toString(),
                        "-out",
                        audio.toString()))
                .inheritIO()
                .start();
        assertThat(process.waitFor()).isZero();
        return audio;
    }
}
