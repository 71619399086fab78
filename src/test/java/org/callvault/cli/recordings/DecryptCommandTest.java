package org.callvault.cli.recordings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.callvault.cli.CommandRun;
import org.callvault.cli.ExitCodes;
import org.callvault.recording.finish.Rendering;
import org.callvault.recording.seal.Recipients;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecryptCommandTest {
    @TempDir
    private Path temp;

    private Path recording;
    private Path clear;

    @BeforeEach
    void seal() throws IOException {
        PemCredentials compliance = key("compliance");
        key("stranger");
        clear = call(new Rendering(Files.createDirectory(temp.resolve("clear"))));
        recording = call(new Rendering(Files.createDirectory(temp.resolve("sealed")))
                .sealedFor(Recipients.of(compliance.chain())));
    }

    private PemCredentials key(String name) throws IOException {
        PemCredentials made =
                CertificateIssuer.newAuthority(name, KeyKind.EC_P256, Duration.ofDays(90), InstantSource.system());
        PemOutput.key(temp.resolve(name + ".key"), made);
        return made;
    }

    private static Path call(Rendering call) throws IOException {
        call.packet(0, 0, 0, 0, 0, new byte[160]).finish(Map.of(0, "PCMU/8000"));
        return call.directory();
    }

    private CommandRun decrypt(String key) {
        return CommandRun.of(
                "decrypt",
                recording.toString(),
                "--key",
                temp.resolve(key).toString(),
                "--to",
                temp.resolve("out").toString());
    }

    @Test
    void aRecipientGetsTheFilesInTheClear() throws IOException {
        assertThat(decrypt("compliance.key").exit()).isEqualTo(ExitCodes.OK);
        assertThat(Files.readAllBytes(temp.resolve("out/audio.wav")))
                .isEqualTo(Files.readAllBytes(clear.resolve("audio.wav")));
        assertThat(temp.resolve("out/metadata-1.xml")).hasContent("<recording/>");
    }

    @Test
    void anotherKeyGetsNothing() {
        CommandRun run = decrypt("stranger.key");
        assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err()).contains("none of its recipients'");
        assertThat(temp.resolve("out/audio.wav")).doesNotExist();
    }

    @Test
    void integrityIsVerifiedWithoutAKey() throws IOException {
        assertThat(CommandRun.of("verify", recording.toString()).exit()).isEqualTo(ExitCodes.OK);
        Path file = recording.resolve("audio.wav.p7m");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length - 20] ^= 1;
        Files.write(file, bytes);
        assertThat(CommandRun.of("verify", recording.toString()).exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(decrypt("compliance.key").err()).contains("audio.wav.p7m was altered");
    }
}
