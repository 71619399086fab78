package org.callvault.recording.seal;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Objects;
import javax.crypto.spec.SecretKeySpec;

/**
 * Writes a sealed file under a key of its own, which only its recipients can unwrap. Holds one piece in memory. The file is
 * whole when it is closed; forcing it to disk is the caller's.
 */
public final class SealedOutput extends OutputStream {
    /** Written, verified and read at a time; a multiple of 16. */
    static final int PIECE = 1 << 18;

    /** What one nonce can encrypt (NIST SP 800-38D, 5.2.1.1), less what makes a counter a positive int. */
    static final long MOST_BYTES = (1L << 35) - 64;

    private final FileChannel file;
    private final byte[] recipients;
    private final byte[] nonce = new byte[GcmTag.NONCE];
    private final KeyStream stream;
    private final GcmTag tag;
    private final byte[] plain = new byte[PIECE];
    private final byte[] sealed = new byte[PIECE];
    private int filled;
    private long written;
    private boolean closed;

    private SealedOutput(FileChannel file, Recipients to, SecureRandom random) throws IOException {
        this.file = file;
        byte[] bytes = new byte[32];
        random.nextBytes(bytes);
        random.nextBytes(nonce);
        SecretKeySpec key = new SecretKeySpec(bytes, "AES");
        Arrays.fill(bytes, (byte) 0);
        this.recipients = to.wrap(key, random);
        this.stream = new KeyStream(key, nonce);
        this.tag = new GcmTag(key, nonce);
        put(Envelope.encode(recipients, nonce, 0));
    }

    /** Begins a file, or begins it anew. */
    public static SealedOutput create(Path path, Recipients to, SecureRandom random) throws IOException {
        FileChannel file = FileChannel.open(
                path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);
        try {
            return new SealedOutput(file, to, random);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        for (int done = 0; done < length; ) {
            int count = Math.min(length - done, PIECE - filled);
            System.arraycopy(bytes, offset + done, plain, filled, count);
            filled += count;
            done += count;
            if (filled == PIECE) {
                seal();
            }
        }
    }

    private void seal() throws IOException {
        if (written + filled > MOST_BYTES) {
            throw new IOException("a sealed file holds no more than " + MOST_BYTES + " bytes");
        }
        stream.apply(written, plain, filled, sealed);
        tag.add(sealed, filled);
        put(sealed, filled);
        written += filled;
        filled = 0;
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try (file) {
            if (filled > 0) {
                seal();
            }
            put(Envelope.end(tag.tag()));
            file.position(0);
            put(Envelope.encode(recipients, nonce, written));
        } finally {
            Arrays.fill(plain, (byte) 0);
        }
    }

    private void put(byte[] bytes) throws IOException {
        put(bytes, bytes.length);
    }

    private void put(byte[] bytes, int length) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(bytes, 0, length);
        while (out.hasRemaining()) {
            file.write(out);
        }
    }
}
