package org.callvault.srtp.transform;

import java.util.Arrays;

/**
 * HMAC-SHA1 over the JDK's own SHA-1 compression, which the compiler turns into the processor's instructions: nothing is
 * copied but five words, and nothing allocated. Only where {@link Sha1Acceleration} found no problem.
 */
final class CompressedHmacSha1 implements HmacSha1 {
    private static final int LENGTH_FIELD = 8;

    private final Sha1Compression sha = new Sha1Compression();
    private final int[] inner;
    private final int[] outer;
    private final byte[] last = new byte[2 * BLOCK];

    /** A key of at most 64 bytes. */
    CompressedHmacSha1(byte[] key) {
        inner = keyed(key, INNER_PAD);
        outer = keyed(key, OUTER_PAD);
    }

    private int[] keyed(byte[] key, byte pad) {
        byte[] block = HmacSha1.keyBlock(key, pad);
        sha.begin();
        sha.compress(block, 0);
        Arrays.fill(block, (byte) 0);
        return sha.state();
    }

    @Override
    public void compute(byte[] buffer, int offset, int length, byte[] code) {
        int rest = compressWhole(buffer, offset, length);
        finish(rest, length, code);
    }

    @Override
    public void compute(byte[] buffer, int offset, int length, int after, byte[] code) {
        int rest = compressWhole(buffer, offset, length);
        Words.write(last, rest, after);
        finish(rest + Integer.BYTES, length + Integer.BYTES, code);
    }

    /** All whole blocks; what is left lies at the beginning of the last ones. Returns how much that is. */
    private int compressWhole(byte[] buffer, int offset, int length) {
        sha.resume(inner);
        int whole = length & -BLOCK;
        for (int at = 0; at < whole; at += BLOCK) {
            sha.compress(buffer, offset + at);
        }
        System.arraycopy(buffer, offset + whole, last, 0, length - whole);
        return length - whole;
    }

    private void finish(int rest, int length, byte[] code) {
        compressLast(rest, length);
        sha.write(last);
        sha.resume(outer);
        compressLast(LENGTH, LENGTH);
        sha.write(code);
    }

    /** Pads (FIPS 180-4, 5.1.1): a bit, zeros, and the number of bits, the key's block included. */
    private void compressLast(int rest, int length) {
        int end = rest + 1 + LENGTH_FIELD <= BLOCK ? BLOCK : 2 * BLOCK;
        last[rest] = (byte) 0x80;
        Arrays.fill(last, rest + 1, end - Integer.BYTES, (byte) 0);
        Words.write(last, end - Integer.BYTES, (BLOCK + length) * Byte.SIZE);
        for (int at = 0; at < end; at += BLOCK) {
            sha.compress(last, at);
        }
    }

    @Override
    public void close() {
        Arrays.fill(inner, 0);
        Arrays.fill(outer, 0);
        Arrays.fill(last, (byte) 0);
        sha.begin();
    }
}
