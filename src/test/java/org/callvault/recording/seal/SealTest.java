package org.callvault.recording.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SealTest {
    static final PemCredentials RSA = recipient("compliance", KeyKind.RSA_3072);
    static final PemCredentials EC = recipient("archive", KeyKind.EC_P256);
    private static final PemCredentials STRANGER = recipient("stranger", KeyKind.RSA_3072);

    @TempDir
    private Path directory;

    private static PemCredentials recipient(String name, KeyKind kind) {
        return CertificateIssuer.newAuthority(name, kind, Duration.ofDays(90), InstantSource.system());
    }

    static byte[] content(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    Path seal(byte[] content, PemCredentials... recipients) throws IOException {
        Path file = directory.resolve("sealed.p7m");
        try (OutputStream out = SealedOutput.create(file, to(recipients), new SecureRandom())) {
            out.write(content);
        }
        return file;
    }

    static Recipients to(PemCredentials... recipients) {
        return Recipients.of(
                Stream.of(recipients).map(PemCredentials::certificate).toList());
    }

    private static byte[] open(Path file, PemCredentials with) throws IOException {
        try (SealedFile sealed = SealedFile.open(file, ReaderKey.of(with.key()))) {
            return Channels.newInputStream(sealed).readAllBytes();
        }
    }

    /** Lengths around a block and around a piece. */
    static final List<Integer> LENGTHS = List.of(
            0,
            1,
            15,
            16,
            17,
            SealedOutput.PIECE - 1,
            SealedOutput.PIECE,
            SealedOutput.PIECE + 1,
            3 * SealedOutput.PIECE + 77);

    static List<Integer> lengths() {
        return LENGTHS;
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void whatIsSealedIsReadByEachOfItsRecipients(int length) throws Exception {
        byte[] content = content(length);
        Path file = seal(content, RSA, EC);
        assertThat(open(file, RSA)).isEqualTo(content);
        assertThat(open(file, EC)).isEqualTo(content);
    }

    @ParameterizedTest
    @MethodSource("lengths")
    void theTagAndTheCiphertextAreThoseOfTheJdk(int length) throws Exception {
        byte[] content = content(length);
        SecretKeySpec key = new SecretKeySpec(content(32), "AES");
        byte[] nonce = content(12);
        Cipher jdk = Cipher.getInstance("AES/GCM/NoPadding");
        jdk.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(128, nonce));
        byte[] expected = jdk.doFinal(content);

        byte[] sealed = new byte[length];
        new KeyStream(key, nonce).apply(0, content, length, sealed);
        GcmTag tag = new GcmTag(key, nonce);
        for (int at = 0; at < length; at += SealedOutput.PIECE) {
            byte[] piece = Arrays.copyOfRange(sealed, at, Math.min(length, at + SealedOutput.PIECE));
            tag.add(piece, piece.length);
        }
        assertThat(sealed).isEqualTo(Arrays.copyOf(expected, length));
        assertThat(tag.tag()).isEqualTo(Arrays.copyOfRange(expected, length, length + 16));
    }

    @Test
    void itIsReadAtAnyPosition() throws Exception {
        byte[] content = content(3 * SealedOutput.PIECE + 77);
        Random random = new Random(1);
        try (SealedFile sealed = SealedFile.open(seal(content, EC), ReaderKey.of(EC.key()))) {
            for (int i = 0; i < 200; i++) {
                int at = random.nextInt(content.length);
                ByteBuffer some = ByteBuffer.allocate(random.nextInt(50_000) + 1);
                int read = sealed.position(at).read(some);
                assertThat(Arrays.copyOf(some.array(), read)).isEqualTo(Arrays.copyOfRange(content, at, at + read));
            }
            assertThat(sealed.position(content.length).read(ByteBuffer.allocate(1)))
                    .isEqualTo(-1);
        }
    }

    @Test
    void aKeyOfNoRecipientOpensNothing() throws Exception {
        Path file = seal(content(100), RSA, EC);
        assertThatThrownBy(() -> open(file, STRANGER))
                .isInstanceOfSatisfying(
                        SealProblem.class, e -> assertThat(e.kind()).isEqualTo(SealProblem.Kind.NO_KEY));
    }

    @Test
    void manyRecipientsOpenItEachAlone() throws Exception {
        PemCredentials[] many = Stream.generate(() -> recipient("one of many", KeyKind.EC_P256))
                .limit(40)
                .toArray(PemCredentials[]::new);
        Path file = seal(content(100), many);
        for (PemCredentials each : many) {
            assertThat(open(file, each)).isEqualTo(content(100));
        }
    }

    @Test
    void noAlteredByteIsReadAndNoCutOneEither() throws Exception {
        byte[] whole = Files.readAllBytes(seal(content(300), RSA, EC));
        Path broken = directory.resolve("broken.p7m");
        for (int at = 0; at < whole.length; at++) {
            byte[] altered = whole.clone();
            altered[at] ^= 1;
            Files.write(broken, altered);
            assertRefusedOrTheSame(broken, altered, at);
            Files.write(broken, Arrays.copyOf(whole, at));
            assertThatThrownBy(() -> open(broken, EC)).as("cut at " + at).isInstanceOf(SealProblem.class);
        }
        Files.write(broken, Arrays.copyOf(whole, whole.length + 1));
        assertThatThrownBy(() -> open(broken, EC)).isInstanceOf(SealProblem.class);
    }

    /** The other recipient's share is not covered by the tag, and does not touch what this one reads. */
    private static void assertRefusedOrTheSame(Path broken, byte[] altered, int at) throws IOException {
        try {
            assertThat(open(broken, EC)).as("altered at " + at).isEqualTo(content(300));
            assertThat(at).as("where nothing is content").isLessThan(altered.length - 318);
        } catch (SealProblem refused) {
            assertThat(refused.getMessage()).contains("broken.p7m");
        }
    }

    @Test
    void whatIsExchangedAfterItWasVerifiedIsNotRead() throws Exception {
        Path file = seal(content(3 * SealedOutput.PIECE), EC);
        try (SealedFile sealed = SealedFile.open(file, ReaderKey.of(EC.key()));
                FileChannel attacker = FileChannel.open(file, StandardOpenOption.WRITE)) {
            attacker.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), Files.size(file) - 100);
            assertThat(sealed.read(ByteBuffer.allocate(1000))).isEqualTo(1000);
            assertThatThrownBy(() -> sealed.position(2 * SealedOutput.PIECE).read(ByteBuffer.allocate(10)))
                    .isInstanceOfSatisfying(
                            SealProblem.class, e -> assertThat(e.kind()).isEqualTo(SealProblem.Kind.ALTERED));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"RIFF", "", "0\u0000"})
    void anotherFileIsToldFromASealedOne(String text) throws Exception {
        Path file = Files.writeString(directory.resolve("other"), text);
        assertThatThrownBy(() -> open(file, EC)).isInstanceOfSatisfying(SealProblem.class, e -> assertThat(e.kind())
                .isEqualTo(SealProblem.Kind.FORM));
    }

    /** In a process whose heap is a tenth of the file: what grew with the content would not fit. */
    @Test
    void aBigFileIsSealedAndReadInASmallHeap() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx32m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        BigSeal.class.getName(),
                        directory.resolve("big.p7m").toString(),
                        "320")
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        assertThat(said).contains("the same 335544320 bytes");
    }

    @Test
    void aScratchFileGivesBackWhatWasWrittenAndShowsNothingOfIt() throws Exception {
        Path path = directory.resolve("scratch");
        byte[] expected = new byte[1 << 20];
        Random random = new Random(2);
        try (ScratchFile scratch = ScratchFile.create(path)) {
            for (int i = 0; i < 100; i++) {
                byte[] piece = new byte[random.nextInt(40_000) + 1];
                Arrays.fill(piece, (byte) 0x5A);
                int at = random.nextInt(expected.length - piece.length);
                System.arraycopy(piece, 0, expected, at, piece.length);
                scratch.write(ByteBuffer.wrap(piece), at);
            }
            ByteBuffer all = ByteBuffer.allocate((int) scratch.size());
            assertThat(scratch.read(all, 0)).isEqualTo(scratch.size());
            assertThat(all.array()).isEqualTo(Arrays.copyOf(expected, (int) scratch.size()));
            assertThat(new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1))
                    .doesNotContain("ZZZZ");
        }
    }

    @Test
    void whatWasNeverWrittenToAScratchFileReadsAsZeros() throws Exception {
        try (ScratchFile scratch = ScratchFile.create(directory.resolve("scratch"))) {
            scratch.write(ByteBuffer.wrap(new byte[] {7}), 1_000_000_000L);
            ByteBuffer some = ByteBuffer.allocate(3);
            assertThat(scratch.read(some, 999_999_998L)).isEqualTo(3);
            assertThat(some.array()).containsExactly(0, 0, 7);
            assertThat(scratch.read(ByteBuffer.allocate(3), 1_000_000_001L)).isEqualTo(-1);
        }
    }

    @Test
    void noRecipientOpensAFileWhoseKeysWereErasedAndNothingElseIsTouched() throws Exception {
        byte[] content = content(SealedOutput.PIECE + 77);
        Path file = seal(content, RSA, EC);
        byte[] before = Files.readAllBytes(file);
        Path other = Files.write(directory.resolve("manifest.json"), content);
        KeyErasure.in(directory);
        KeyErasure.in(directory);
        assertThatThrownBy(() -> open(file, RSA)).isInstanceOf(SealProblem.class);
        assertThatThrownBy(() -> open(file, EC)).isInstanceOf(SealProblem.class);
        byte[] after = Files.readAllBytes(file);
        assertThat(after).hasSameSizeAs(before);
        for (int at = 0; at < 600; at++) {
            assertThat(after[at]).isZero();
        }
        assertThat(other).hasBinaryContent(content);
    }
}
