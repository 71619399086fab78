package org.callvault.recording.store.s3;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import software.amazon.awssdk.core.sync.RequestBody;

/**
 * Part of a file, or all of it, with its digests: SHA-256 for servers that know it, MD5 (RFC 1864) for the others, so that
 * every server compares what arrives. Never in memory.
 */
record Slice(Path file, long at, long length, byte[] sha256, byte[] md5) {
    private static final int BLOCK = 1 << 16;

    static Slice of(Path file, long at, long length) throws IOException {
        MessageDigest sha256 = digest("SHA-256");
        MessageDigest md5 = digest("MD5");
        byte[] block = new byte[BLOCK];
        try (InputStream in = stream(file, at, length)) {
            for (int read = in.read(block); read >= 0; read = in.read(block)) {
                sha256.update(block, 0, read);
                md5.update(block, 0, read);
            }
        }
        return new Slice(file, at, length, sha256.digest(), md5.digest());
    }

    /** May be read again, as a request is repeated. */
    RequestBody body() {
        return RequestBody.fromContentProvider(
                () -> {
                    try {
                        return stream(file, at, length);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                },
                length,
                "application/octet-stream");
    }

    String sha256Base64() {
        return base64(sha256);
    }

    String md5Base64() {
        return base64(md5);
    }

    /** What most servers answer as the entity tag of one part. */
    String md5Hex() {
        return HexFormat.of().formatHex(md5);
    }

    static String base64(byte[] digest) {
        return Base64.getEncoder().encodeToString(digest);
    }

    static MessageDigest digest(String name) {
        try {
            return MessageDigest.getInstance(name);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + name, e);
        }
    }

    private static InputStream stream(Path file, long at, long length) throws IOException {
        FileChannel channel = FileChannel.open(file).position(at);
        return new Bounded(Channels.newInputStream(channel), length);
    }

    /** Ends after so many bytes; a file that became shorter is told by the server, which misses some. */
    private static final class Bounded extends FilterInputStream {
        private long left;

        Bounded(InputStream in, long left) {
            super(in);
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] block, int offset, int length) throws IOException {
            if (left == 0) {
                return -1;
            }
            int read = in.read(block, offset, (int) Math.min(left, length));
            left -= Math.max(0, read);
            return read;
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
