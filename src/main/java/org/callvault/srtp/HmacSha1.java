package org.callvault.srtp;

import java.security.DigestException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * HMAC-SHA1 (RFC 2104) under one key. The two key blocks are digested once and their states copied for each packet: two of
 * the five or six blocks that a packet's tag takes are saved (docs/benchmarks.md).
 */
final class HmacSha1 {
    static final int LENGTH = 20;
    private static final int BLOCK = 64;

    private final MessageDigest inner;
    private final MessageDigest outer;
    private final byte[] word = new byte[4];

    /** A key of at most 64 bytes. */
    HmacSha1(byte[] key) {
        inner = keyed(key, (byte) 0x36);
        outer = keyed(key, (byte) 0x5c);
    }

    private static MessageDigest keyed(byte[] key, byte pad) {
        byte[] block = Arrays.copyOf(key, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            block[i] ^= pad;
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-1");
            digest.update(block);
            return digest;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-1", e);
        } finally {
            Arrays.fill(block, (byte) 0);
        }
    }

    /** The code of these bytes into {@code code}. */
    void compute(byte[] buffer, int offset, int length, byte[] code) {
        finish(begun(buffer, offset, length), code);
    }

    /** The same with a word after the bytes. */
    void compute(byte[] buffer, int offset, int length, int after, byte[] code) {
        MessageDigest digest = begun(buffer, offset, length);
        Words.write(word, 0, after);
        digest.update(word);
        finish(digest, code);
    }

    private MessageDigest begun(byte[] buffer, int offset, int length) {
        MessageDigest digest = copy(inner);
        digest.update(buffer, offset, length);
        return digest;
    }

    private void finish(MessageDigest innerDigest, byte[] code) {
        try {
            innerDigest.digest(code, 0, LENGTH);
            MessageDigest digest = copy(outer);
            digest.update(code, 0, LENGTH);
            digest.digest(code, 0, LENGTH);
        } catch (DigestException e) {
            throw new IllegalStateException("the code has room", e);
        }
    }

    private static MessageDigest copy(MessageDigest digest) {
        try {
            return (MessageDigest) digest.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the JDK's SHA-1 can be copied", e);
        }
    }

    void close() {
        inner.reset();
        outer.reset();
    }
}
