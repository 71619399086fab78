package org.callvault.recording.finish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.callvault.recording.kept.RecordingFiles;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.SealedContent;
import org.callvault.recording.manifest.Manifest.StoredFile;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.recording.seal.Recipients;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SealedRenderingTest {
    private static final PemCredentials COMPLIANCE =
            CertificateIssuer.newAuthority("compliance", KeyKind.EC_P256, Duration.ofDays(90), InstantSource.system());

    @TempDir
    private Path temp;

    private Path clear() throws IOException {
        return Files.createDirectories(temp.resolve("clear"));
    }

    private static Manifest finish(Rendering call) throws IOException {
        for (int i = 0; i < 200; i++) {
            byte[] payload = new byte[160];
            java.util.Arrays.fill(payload, (byte) i);
            call.packet(0, 0, i, 160L * i, 20 * i, payload);
            call.packet(1, 18, i, 160L * i, 20 * i, new byte[20]);
        }
        return call.finish(Map.of(0, "PCMU/8000"), Map.of(18, "G729/8000"));
    }

    @Test
    void everyKeptFileButTheManifestIsSealedAndHoldsWhatItWouldInTheClear() throws Exception {
        Rendering open = new Rendering(clear());
        Manifest clear = finish(open);
        Rendering sealed = new Rendering(temp).sealedFor(Recipients.of(COMPLIANCE.chain()));
        Manifest manifest = finish(sealed);
        RecordingFiles files =
                new RecordingFiles(sealed.directory(), manifest, Optional.of(ReaderKey.of(COMPLIANCE.key())));

        assertThat(names(sealed.directory()))
                .containsExactlyInAnyOrder(
                        "manifest.json", "audio.wav.p7m", "peaks.dat.p7m", "stream-1.pcapng.p7m", "metadata-1.xml.p7m");
        assertThat(manifest.audio()).isEqualTo(clear.audio());
        for (int i = 0; i < clear.files().size(); i++) {
            StoredFile plain = clear.files().get(i);
            StoredFile stored = manifest.files().get(i);
            byte[] kept = Files.readAllBytes(sealed.directory().resolve(stored.name()));
            SealedContent content = Objects.requireNonNull(stored.content());
            assertThat(stored.sha256()).isEqualTo(sha256(kept));
            assertThat(stored.bytes()).isEqualTo(kept.length);
            assertThat(content)
                    .isEqualTo(new SealedContent(plain.name(), plain.mediaType(), plain.bytes(), plain.sha256()));
            try (InputStream in = Channels.newInputStream(files.open(plain.name()))) {
                assertThat(in.readAllBytes())
                        .isEqualTo(Files.readAllBytes(open.directory().resolve(plain.name())));
            }
        }
    }

    @Test
    void withoutAKeyNothingIsReadAndItIsSaidWhy() throws Exception {
        Rendering sealed = new Rendering(temp).sealedFor(Recipients.of(COMPLIANCE.chain()));
        RecordingFiles files = new RecordingFiles(sealed.directory(), finish(sealed), Optional.empty());
        assertThatThrownBy(() -> files.open("audio.wav"))
                .hasMessageContaining("is sealed")
                .hasMessageContaining("--key");
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
