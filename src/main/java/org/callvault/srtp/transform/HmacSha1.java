package org.callvault.srtp.transform;

import java.util.Arrays;

/**
 * HMAC-SHA1 (RFC 2104) under one key. The two key blocks are digested once and their states used for each packet: two of
 * the five or six blocks that a packet's tag takes are saved. One thread at a time.
 */
sealed interface HmacSha1 extends AutoCloseable permits CompressedHmacSha1, CopiedHmacSha1 {
    int LENGTH = 20;
    int BLOCK = 64;
    byte INNER_PAD = 0x36;
    byte OUTER_PAD = 0x5c;

    /** The fastest way that proved itself when the process started. The key has at most 64 bytes. */
    static HmacSha1 of(byte[] key) {
        return Sha1Acceleration.problem().isEmpty() ? new CompressedHmacSha1(key) : new CopiedHmacSha1(key);
    }

    /** The code of these bytes into {@code code}. */
    void compute(byte[] buffer, int offset, int length, byte[] code);

    /** The same with a word after the bytes. */
    void compute(byte[] buffer, int offset, int length, int after, byte[] code);

    /** Wipes what can be wiped. */
    @Override
    void close();

    /** What SHA-1 takes before the text; the caller wipes it. */
    static byte[] keyBlock(byte[] key, byte pad) {
        byte[] block = Arrays.copyOf(key, BLOCK);
        for (int i = 0; i < BLOCK; i++) {
            block[i] ^= pad;
        }
        return block;
    }
}
