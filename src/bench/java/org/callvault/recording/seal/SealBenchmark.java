package org.callvault.recording.seal;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;

/**
 * What sealing a file costs, and opening it: CPU time of the one thread, user and system, for audio of an hour in G.711 stereo,
 * to and from the directory of temporary files. Verifying reads and authenticates all of it; reading then decrypts, and holds
 * each piece against what was verified.
 */
public final class SealBenchmark {
    private static final int BYTES = 57_600_000;
    private static final int WARM_UP = 4;
    private static final int ROUNDS = 11;
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Path file;
    private final Recipients recipients;
    private final ReaderKey key;
    private final byte[] plain = new byte[BYTES];
    private final ByteBuffer read = ByteBuffer.allocate(1 << 16);

    private SealBenchmark(Path file, List<PemCredentials> people) {
        this.file = file;
        this.recipients =
                Recipients.of(people.stream().map(PemCredentials::certificate).toList());
        this.key = ReaderKey.of(people.getFirst().key());
        new Random(1).nextBytes(plain);
    }

    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /** Takes no arguments. */
    public static void main(String[] args) throws IOException {
        Path file = Files.createTempFile("seal", ".p7m");
        try {
            new SealBenchmark(file, List.of(person("compliance", KeyKind.RSA_3072), person("archive", KeyKind.EC_P256)))
                    .run();
        } finally {
            Files.delete(file);
        }
    }

    private static PemCredentials person(String name, KeyKind kind) {
        return CertificateIssuer.newAuthority(name, kind, Duration.ofDays(1), InstantSource.system());
    }

    private void run() throws IOException {
        report("seal for an RSA and an EC key", this::seal);
        report("verify, as before each playback", this::verify);
        report("verify and read all", this::readAll);
        report("for comparison: AES-256-GCM of the JDK in memory", this::inMemory);
        report("for comparison: SHA-256 of the JDK in memory", this::hash);
    }

    private static void report(String name, Step step) throws IOException {
        List<Double> megabytes = new ArrayList<>();
        for (int round = 0; round < WARM_UP + ROUNDS; round++) {
            long nanos = THREADS.getCurrentThreadCpuTime();
            step.run();
            nanos = THREADS.getCurrentThreadCpuTime() - nanos;
            if (round >= WARM_UP) {
                megabytes.add(BYTES * 1e3 / nanos);
            }
        }
        double[] sorted =
                megabytes.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        System.out.printf(
                Locale.ROOT,
                "%-50s %6.0f MB for a second of CPU (%.0f to %.0f)%n",
                name,
                sorted[ROUNDS / 2],
                sorted[0],
                sorted[ROUNDS - 1]);
    }

    private void seal() throws IOException {
        try (SealedOutput out = SealedOutput.create(file, recipients, new SecureRandom())) {
            for (int at = 0; at < BYTES; at += 1 << 16) {
                out.write(plain, at, Math.min(1 << 16, BYTES - at));
            }
        }
    }

    private void verify() throws IOException {
        SealedFile.open(file, key).close();
    }

    private void readAll() throws IOException {
        try (SealedFile opened = SealedFile.open(file, key)) {
            int at = 0;
            while (opened.read(read.clear()) >= 0) {
                int length = read.flip().remaining();
                if (!Arrays.equals(plain, at, at + length, read.array(), 0, length)) {
                    throw new IOException("another content came back");
                }
                at += length;
            }
        }
    }

    private void inMemory() {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            byte[] nonce = new byte[12];
            new SecureRandom().nextBytes(nonce);
            cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(new byte[32], "AES"), new GCMParameterSpec(128, nonce));
            byte[] out = new byte[1 << 18];
            for (int at = 0; at < BYTES; at += 1 << 17) {
                int _ = cipher.update(plain, at, Math.min(1 << 17, BYTES - at), out, 0);
            }
            byte[] _ = cipher.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private void hash() {
        try {
            byte[] _ = MessageDigest.getInstance("SHA-256").digest(plain);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
