package org.callvault.recording.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;

/**
 * A sealed file with new recipients: a new beginning before the same content, which is copied as it is and not decrypted.
 *
 * @param sha256 of all of it, in hexadecimal
 */
public record Resealed(long bytes, String sha256) {
    /**
     * Writes it beside the old one, and forces it to disk; in the same pass the old one is held against its digest and its tag.
     *
     * @param expected digests that the old file may have
     * @throws SealProblem when it was altered, or the key is none of its recipients'
     */
    public static Resealed write(
            Opening from, Set<String> expected, ReaderKey key, Recipients recipients, SecureRandom random, Path to)
            throws IOException {
        try (SeekableByteChannel old = from.open();
                FileChannel made = FileChannel.open(
                        to,
                        StandardOpenOption.CREATE,
                        StandardOpenOption.TRUNCATE_EXISTING,
                        StandardOpenOption.WRITE)) {
            Envelope envelope = Envelope.read(old, from.name());
            SecretKeySpec content = key.unwrap(envelope.recipients())
                    .orElseThrow(() -> new SealProblem(
                            SealProblem.Kind.NO_KEY,
                            from.name() + " is sealed for others: this key is none of its recipients'"));
            Both digests = new Both(newDigest(), newDigest());
            digests.old().update(read(old, 0, Math.toIntExact(envelope.contentAt())));
            byte[] head = Envelope.encode(recipients.wrap(content, random), envelope.nonce(), envelope.contentBytes());
            put(made, ByteBuffer.wrap(head));
            digests.made().update(head);
            byte[] end = copy(old, envelope, made, digests, new GcmTag(content, envelope.nonce()));
            if (!MessageDigest.isEqual(
                            end, read(old, envelope.contentAt() + envelope.contentBytes(), Envelope.END_BYTES))
                    || !expected.contains(HexFormat.of().formatHex(digests.old().digest(end)))) {
                throw new SealProblem(
                        SealProblem.Kind.ALTERED, from.name() + " was altered: it is not what was sealed");
            }
            put(made, ByteBuffer.wrap(end));
            made.force(true);
            return new Resealed(
                    made.size(), HexFormat.of().formatHex(digests.made().digest(end)));
        }
    }

    private record Both(MessageDigest old, MessageDigest made) {}

    /** Returns the end that the content must have. */
    private static byte[] copy(SeekableByteChannel old, Envelope envelope, FileChannel made, Both digests, GcmTag tag)
            throws IOException {
        for (long at = 0; at < envelope.contentBytes(); ) {
            int length = (int) Math.min(SealedOutput.PIECE, envelope.contentBytes() - at);
            byte[] piece = read(old, envelope.contentAt() + at, length);
            tag.add(piece, length);
            digests.old().update(piece);
            digests.made().update(piece);
            put(made, ByteBuffer.wrap(piece));
            at += length;
        }
        return Envelope.end(tag.tag());
    }

    private static byte[] read(SeekableByteChannel from, long at, int length) throws IOException {
        byte[] read = new byte[length];
        ByteBuffer bytes = ByteBuffer.wrap(read);
        from.position(at);
        while (bytes.hasRemaining()) {
            if (from.read(bytes) < 0) {
                throw new SealProblem(SealProblem.Kind.FORM, "a sealed file was cut off while it was read");
            }
        }
        return read;
    }

    private static void put(FileChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
