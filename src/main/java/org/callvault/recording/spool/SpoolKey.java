package org.callvault.recording.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.callvault.recording.spool.segment.Durable;

/**
 * The key that wraps the data keys of all spooled recordings: 256 bits. Whoever has it and the segments can read what is not
 * finished yet. Held in memory as long as the process lives, because segments open at any time.
 */
public final class SpoolKey {
    private static final int BYTES = 32;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final byte[] key;

    SpoolKey(byte[] key) {
        if (key.length != BYTES) {
            throw new SpoolException("a spool key has " + BYTES + " bytes, this one has " + key.length, null);
        }
        this.key = key.clone();
    }

    /**
     * Reads the key from a file of 32 bytes, or makes one, readable by its owner only.
     *
     * @throws SpoolException when the file has another length or can be read by others
     */
    public static SpoolKey loadOrCreate(Path file) throws IOException {
        try {
            return load(file);
        } catch (NoSuchFileException e) {
            create(file);
            return load(file);
        }
    }

    /**
     * The same, but makes no key where there are segments: theirs is lost, and with a new one nobody would notice.
     *
     * @param spool directory of the segments, which need not be there
     * @throws SpoolException when segments are there and the key is not
     */
    public static SpoolKey loadOrCreate(Path file, Path spool) throws IOException {
        if (Files.notExists(file) && holdsSegments(spool)) {
            throw new SpoolException(
                    "the spool " + spool + " holds recordings that are not finished, but their key " + file
                            + " is gone: put it back, or move the segments away to give them up",
                    null);
        }
        return loadOrCreate(file);
    }

    private static boolean holdsSegments(Path spool) throws IOException {
        if (!Files.isDirectory(spool)) {
            return false;
        }
        try (Stream<Path> files = Files.list(spool)) {
            return files.anyMatch(file -> file.toString().endsWith(Spool.SUFFIX));
        }
    }

    static SpoolKey load(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new SpoolException("the spool key " + file + " can be read by others: chmod 600 it", null);
        }
        SpoolKey key = new SpoolKey(bytes);
        Arrays.fill(bytes, (byte) 0);
        return key;
    }

    /** Written aside and linked into place: a crash never leaves half a key, and two processes agree on one. */
    private static void create(Path file) throws IOException {
        Path directory = file.toAbsolutePath().resolveSibling("");
        Files.createDirectories(directory);
        Path made =
                Files.createTempFile(directory, "spool-key", ".tmp", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        try {
            try (FileChannel channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(bytes));
                channel.force(true);
            }
            Files.createLink(file, made);
            Durable.directory(directory);
        } catch (FileAlreadyExistsException e) {
            // Another process was first: its key is the key.
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Files.deleteIfExists(made);
        }
    }

    SecretKeySpec spec() {
        return new SecretKeySpec(key, "AES");
    }

    /** Eight bytes that name the key without telling anything about it. */
    byte[] fingerprint() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("callvault spool key".getBytes(StandardCharsets.US_ASCII));
            return Arrays.copyOf(digest.digest(key), 8);
        } catch (GeneralSecurityException e) {
            throw new SpoolException("SHA-256 is missing", e);
        }
    }

    @Override
    public String toString() {
        return "SpoolKey[redacted]";
    }
}
