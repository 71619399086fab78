package org.callvault.recording.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;

/**
 * The content of a sealed file, to be read at any position. Opening reads all of it once to verify its tag, decrypts nothing
 * meanwhile, and remembers a digest of each piece: what is read later is decrypted in memory if it still is what was
 * verified. So nothing that the tag does not cover ever comes out, and no plaintext goes to a disk.
 *
 * <p>Holds one piece (256 KiB) and 32 bytes for each other one in memory. For one thread at a time.
 */
public final class SealedFile implements SeekableByteChannel {
    private final Opening opening;
    private final SeekableByteChannel file;
    private final Envelope envelope;
    private final SecretKeySpec key;
    private final KeyStream stream;
    private final byte[][] digests;
    private final MessageDigest digest;
    private final byte[] sealed = new byte[SealedOutput.PIECE];
    private final byte[] plain = new byte[SealedOutput.PIECE];
    private int held = -1;
    private long position;

    private SealedFile(
            Opening opening, SeekableByteChannel file, Envelope envelope, SecretKeySpec key, byte[][] digests) {
        this.opening = opening;
        this.file = file;
        this.envelope = envelope;
        this.key = key;
        this.stream = new KeyStream(key, envelope.nonce());
        this.digests = digests;
        this.digest = newDigest();
    }

    private static MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /**
     * Opens and verifies a file; reads all of it.
     *
     * @throws SealProblem when it is not a sealed file, not for this key, or was altered
     */
    public static SealedFile open(Path path, ReaderKey key) throws IOException {
        return open(new Opening.OfFile(path), key, Optional.empty());
    }

    /**
     * The same, and in the same pass compares all of the file with a digest: a seal alone does not tell who made it, because
     * anybody can seal for a recipient.
     *
     * @param sha256 of the whole file, in hexadecimal, as a manifest has it
     */
    public static SealedFile open(Opening opening, ReaderKey key, String sha256) throws IOException {
        return open(opening, key, Optional.of(sha256));
    }

    /** Wherever it lies; its name is for messages. */
    public static SealedFile open(Opening opening, ReaderKey key, Optional<String> sha256) throws IOException {
        SeekableByteChannel file = opening.open();
        String path = opening.name();
        try {
            Envelope envelope = Envelope.read(file, path);
            if (envelope.contentBytes() > SealedOutput.MOST_BYTES) {
                throw new SealProblem(SealProblem.Kind.FORM, path + " is larger than a sealed file can be");
            }
            SecretKeySpec content = key.unwrap(envelope.recipients())
                    .orElseThrow(() -> new SealProblem(
                            SealProblem.Kind.NO_KEY,
                            path + " is sealed for others: this key is none of its recipients'"));
            int pieces = Math.toIntExact(Math.ceilDiv(envelope.contentBytes(), SealedOutput.PIECE));
            SealedFile opened = new SealedFile(opening, file, envelope, content, new byte[pieces][]);
            opened.verify(new GcmTag(content, envelope.nonce()), sha256);
            return opened;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    /**
     * The same content for another reader, with nothing verified anew: what is read must still be what was verified, so it
     * may go on being used when this one is closed.
     */
    public SealedFile again() throws IOException {
        return new SealedFile(opening, opening.open(), envelope, key, digests);
    }

    private void verify(GcmTag tag, Optional<String> sha256) throws IOException {
        MessageDigest whole = newDigest();
        ByteBuffer head = ByteBuffer.allocate(Math.toIntExact(envelope.contentAt()));
        fill(head, 0);
        whole.update(head.array());
        for (int piece = 0; piece < digests.length; piece++) {
            int length = load(piece);
            tag.add(sealed, length);
            if (sha256.isPresent()) {
                whole.update(sealed, 0, length);
            }
            digests[piece] = sha256(length);
        }
        ByteBuffer end = ByteBuffer.allocate(Envelope.END_BYTES);
        fill(end, envelope.contentAt() + envelope.contentBytes());
        if (!MessageDigest.isEqual(end.array(), Envelope.end(tag.tag()))) {
            throw altered();
        }
        whole.update(end.array());
        if (sha256.isPresent() && !HexFormat.of().formatHex(whole.digest()).equals(sha256.get())) {
            throw altered();
        }
    }

    /** Reads the ciphertext of a piece; returns its length. */
    private int load(int piece) throws IOException {
        long at = (long) piece * SealedOutput.PIECE;
        int length = (int) Math.min(SealedOutput.PIECE, envelope.contentBytes() - at);
        fill(ByteBuffer.wrap(sealed, 0, length), envelope.contentAt() + at);
        return length;
    }

    private void fill(ByteBuffer into, long at) throws IOException {
        file.position(at);
        while (into.hasRemaining()) {
            if (file.read(into) < 0) {
                throw new SealProblem(SealProblem.Kind.FORM, opening.name() + " was cut off while it was read");
            }
        }
    }

    private byte[] sha256(int length) {
        digest.update(sealed, 0, length);
        return digest.digest();
    }

    private SealProblem altered() {
        return new SealProblem(
                SealProblem.Kind.ALTERED, opening.name() + " was altered: its content is not what was sealed");
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!file.isOpen()) {
            throw new ClosedChannelException();
        }
        if (position >= size()) {
            return -1;
        }
        int piece = (int) (position / SealedOutput.PIECE);
        hold(piece);
        int from = (int) (position % SealedOutput.PIECE);
        int end = (int) Math.min(SealedOutput.PIECE, size() - (long) piece * SealedOutput.PIECE);
        int count = Math.min(into.remaining(), end - from);
        into.put(plain, from, count);
        position += count;
        return count;
    }

    private void hold(int piece) throws IOException {
        if (held == piece) {
            return;
        }
        held = -1;
        int length = load(piece);
        if (!MessageDigest.isEqual(digests[piece], sha256(length))) {
            throw altered();
        }
        stream.apply((long) piece * SealedOutput.PIECE, sealed, length, plain);
        held = piece;
    }

    @Override
    public long size() {
        return envelope.contentBytes();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public SealedFile position(long newPosition) {
        if (newPosition < 0) {
            throw new IllegalArgumentException("a position is not negative");
        }
        position = newPosition;
        return this;
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return file.isOpen();
    }

    @Override
    public void close() throws IOException {
        file.close();
        Arrays.fill(plain, (byte) 0);
    }
}
