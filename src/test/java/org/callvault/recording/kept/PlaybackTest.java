package org.callvault.recording.kept;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.callvault.recording.finish.Rendering;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.recording.seal.Recipients;
import org.callvault.recording.seal.SealProblem;
import org.callvault.recording.seal.SealedFile;
import org.callvault.recording.seal.SealedOutput;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaybackTest {
    private static final PemCredentials COMPLIANCE = credentials("compliance");
    private static final String AUDIO = "audio.wav";

    @TempDir
    private Path temp;

    private final Playback playback = new Playback(ReaderKey.of(COMPLIANCE.key()));

    private static PemCredentials credentials(String name) {
        return CertificateIssuer.newAuthority(name, KeyKind.EC_P256, Duration.ofDays(90), InstantSource.system());
    }

    private record Kept(Path directory, Manifest manifest) {
        RecordingFiles files() {
            return new RecordingFiles(directory, manifest, Optional.empty());
        }

        Path sealed() {
            return directory.resolve("audio.wav.p7m");
        }
    }

    private Kept kept() throws IOException {
        Rendering call = new Rendering(temp).sealedFor(Recipients.of(COMPLIANCE.chain()));
        Manifest manifest = call.packet(0, 0, 0, 0, 0, new byte[160]).finish(Map.of(0, "PCMU/8000"));
        return new Kept(call.directory(), manifest);
    }

    private SealedFile open(Kept kept) throws IOException {
        return playback.open(kept.files(), AUDIO).orElseThrow();
    }

    @Test
    void aVerifiedFileIsReadAsOftenAsAsked() throws IOException {
        Kept kept = kept();
        SealedFile first = open(kept);
        assertThat(open(kept)).as("not verified anew").isSameAs(first);
        for (int i = 0; i < 2; i++) {
            try (SealedFile audio = first.again()) {
                byte[] wav = Channels.newInputStream(audio).readAllBytes();
                assertThat(wav).hasSize((int) audio.size()).startsWith("RIFF".getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    @Test
    void aByteThatIsAlteredAfterVerifyingIsNotGivenOut() throws IOException {
        Kept kept = kept();
        SealedFile verified = open(kept);
        byte[] bytes = Files.readAllBytes(kept.sealed());
        bytes[bytes.length - 20] ^= 1;
        Files.write(kept.sealed(), bytes);
        try (SealedFile audio = verified.again()) {
            assertThatThrownBy(() -> Channels.newInputStream(audio).readAllBytes())
                    .hasMessageContaining("was altered");
        }
    }

    @Test
    void whatSomebodyElseSealedForTheSameRecipientIsNotPlayed() throws IOException {
        Kept kept = kept();
        try (OutputStream out =
                SealedOutput.create(kept.sealed(), Recipients.of(COMPLIANCE.chain()), new SecureRandom())) {
            out.write(new byte[5000]);
        }
        assertThatThrownBy(() -> open(kept))
                .isInstanceOfSatisfying(
                        SealProblem.class, problem -> assertThat(problem.kind()).isEqualTo(SealProblem.Kind.ALTERED));
    }

    @Test
    void anotherKeyPlaysNothing() throws IOException {
        Kept kept = kept();
        Playback stranger = new Playback(ReaderKey.of(credentials("stranger").key()));
        assertThatThrownBy(() -> stranger.open(kept.files(), AUDIO))
                .isInstanceOfSatisfying(
                        SealProblem.class, problem -> assertThat(problem.kind()).isEqualTo(SealProblem.Kind.NO_KEY));
    }

    @Test
    void aKeyThatOthersCanReadIsRefused() throws IOException {
        Path file = temp.resolve("reader.key");
        PemOutput.key(file, COMPLIANCE);
        ReaderKey.loadOwn(file, Optional.empty());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        assertThatThrownBy(() -> ReaderKey.loadOwn(file, Optional.empty())).hasMessageContaining("chmod 600");
    }
}
