package org.callvault.recording.finish;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.util.HexFormat;

/** Counts and digests what goes through, so that no file has to be read again to list it. */
final class DigestedOutput extends FilterOutputStream {
    private final MessageDigest digest;
    private long bytes;

    DigestedOutput(OutputStream to, MessageDigest digest) {
        super(to);
        this.digest = digest;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] block, int offset, int length) throws IOException {
        out.write(block, offset, length);
        digest.update(block, offset, length);
        bytes += length;
    }

    long bytes() {
        return bytes;
    }

    /** Once, at the end. */
    String sha256() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
