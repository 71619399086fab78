package org.callvault.recording.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Callvault seals, opened with openssl alone, and keys that openssl makes. */
@Tag("peers")
class OpensslSealTest {
    @TempDir
    private Path directory;

    private int openssl(String... arguments) throws Exception {
        List<String> command =
                Stream.concat(Stream.of("openssl"), Stream.of(arguments)).toList();
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile())
                .start();
        return process.waitFor();
    }

    private int decrypt() throws Exception {
        return openssl(
                "cms",
                "-decrypt",
                "-binary",
                "-inform",
                "DER",
                "-in",
                "audio.wav.p7m",
                "-inkey",
                "reader.key",
                "-out",
                "audio.wav");
    }

    private Path seal(int length, PemCredentials... to) throws IOException {
        Path file = directory.resolve("audio.wav.p7m");
        try (OutputStream out = SealedOutput.create(file, SealTest.to(to), new SecureRandom())) {
            out.write(SealTest.content(length));
        }
        return file;
    }

    static Stream<Arguments> recipients() {
        return Stream.of(
                Arguments.of(List.of(SealTest.RSA), SealTest.RSA),
                Arguments.of(List.of(SealTest.EC), SealTest.EC),
                Arguments.of(List.of(SealTest.RSA, SealTest.EC), SealTest.EC),
                Arguments.of(List.of(SealTest.EC, SealTest.RSA), SealTest.RSA));
    }

    @ParameterizedTest
    @MethodSource("recipients")
    void opensslOpensItWithTheKeyOfOneRecipient(List<PemCredentials> to, PemCredentials reader) throws Exception {
        seal(5_000_001, to.toArray(PemCredentials[]::new));
        PemOutput.key(directory.resolve("reader.key"), reader);
        PemOutput.certificates(directory.resolve("reader.pem"), reader.chain());
        int exit = openssl(
                "cms",
                "-decrypt",
                "-binary",
                "-inform",
                "DER",
                "-in",
                "audio.wav.p7m",
                "-recip",
                "reader.pem",
                "-inkey",
                "reader.key",
                "-out",
                "audio.wav");
        assertThat(exit).as(Files.readString(directory.resolve("said"))).isZero();
        assertThat(Files.readAllBytes(directory.resolve("audio.wav"))).isEqualTo(SealTest.content(5_000_001));
    }

    @Test
    void opensslOpensWhatGotOtherRecipients() throws Exception {
        byte[] content = SealTest.content(600_000);
        Path file = seal(content.length, SealTest.RSA);
        Path other = directory.resolve("other.p7m");
        Resealed.write(
                new Opening.OfFile(file),
                Set.of(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)))),
                ReaderKey.of(SealTest.RSA.key()),
                SealTest.to(SealTest.EC),
                new SecureRandom(),
                other);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        PemOutput.key(directory.resolve("reader.key"), SealTest.RSA);
        assertThat(decrypt()).as("with the former key").isNotZero();
        Files.delete(directory.resolve("reader.key"));
        PemOutput.key(directory.resolve("reader.key"), SealTest.EC);
        assertThat(decrypt()).isZero();
        assertThat(directory.resolve("audio.wav")).hasBinaryContent(content);
    }

    @Test
    void opensslRefusesWhatWasAltered() throws Exception {
        Path file = seal(100_000, SealTest.RSA);
        PemOutput.key(directory.resolve("reader.key"), SealTest.RSA);
        assertThat(decrypt()).isZero();
        byte[] bytes = Files.readAllBytes(file);
        bytes[50_000] ^= 1;
        Files.write(file, bytes);
        assertThat(decrypt()).isNotZero();
    }

    @Test
    void aKeyInAPkcs12FileOfOpensslOpensIt() throws Exception {
        assertThat(openssl(
                        "req",
                        "-x509",
                        "-newkey",
                        "ec",
                        "-pkeyopt",
                        "ec_paramgen_curve:P-384",
                        "-nodes",
                        "-subj",
                        "/CN=reader",
                        "-keyout",
                        "reader.key",
                        "-out",
                        "reader.pem"))
                .isZero();
        assertThat(openssl(
                        "pkcs12",
                        "-export",
                        "-inkey",
                        "reader.key",
                        "-in",
                        "reader.pem",
                        "-passout",
                        "pass:geheim",
                        "-out",
                        "reader.p12"))
                .isZero();
        Path file = directory.resolve("audio.wav.p7m");
        try (OutputStream out = SealedOutput.create(
                file, Recipients.load(List.of(directory.resolve("reader.pem"))), new SecureRandom())) {
            out.write(SealTest.content(1000));
        }
        ReaderKey key = ReaderKey.load(directory.resolve("reader.p12"), java.util.Optional.of("geheim".toCharArray()));
        try (SealedFile sealed = SealedFile.open(file, key)) {
            assertThat(java.nio.channels.Channels.newInputStream(sealed).readAllBytes())
                    .isEqualTo(SealTest.content(1000));
        }
    }

    @Test
    void aKeyUnderAPasswordIsReadWithIt() throws Exception {
        Path file = seal(1000, SealTest.RSA);
        PemOutput.key(directory.resolve("reader.key"), SealTest.RSA);
        assertThat(openssl(
                        "pkcs8",
                        "-topk8",
                        "-v2",
                        "aes-256-cbc",
                        "-in",
                        "reader.key",
                        "-passout",
                        "pass:secret",
                        "-out",
                        "locked.key"))
                .isZero();
        Path locked = directory.resolve("locked.key");
        try (SealedFile opened = SealedFile.open(file, ReaderKey.load(locked, Optional.of("secret".toCharArray())))) {
            assertThat(opened.size()).isEqualTo(1000);
        }
        assertThatThrownBy(() -> ReaderKey.load(locked, Optional.of("other".toCharArray())))
                .hasMessageContaining("does not open with that password");
        assertThatThrownBy(() -> ReaderKey.load(locked, Optional.empty())).hasMessageContaining("encrypted");
    }
}
