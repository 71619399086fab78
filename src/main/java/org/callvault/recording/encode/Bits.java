package org.callvault.recording.encode;

import java.util.Arrays;

/** Bits in a row, most significant first. */
final class Bits {
    private byte[] bytes = new byte[1 << 14];
    private int length;
    private long pending;
    private int pendingBits;

    /** The low bits of a value; at most 32. */
    Bits put(long value, int bits) {
        pending = (pending << bits) | (value & ((1L << bits) - 1));
        pendingBits += bits;
        while (pendingBits >= Byte.SIZE) {
            pendingBits -= Byte.SIZE;
            add((byte) (pending >> pendingBits));
        }
        return this;
    }

    /** So many zeros and a one. */
    void unary(int zeros) {
        for (int left = zeros; left > 0; left -= 32) {
            put(0, Math.min(32, left));
        }
        put(1, 1);
    }

    private void add(byte value) {
        if (length == bytes.length) {
            bytes = Arrays.copyOf(bytes, 2 * length);
        }
        bytes[length++] = value;
    }

    /** Zeros up to a whole byte. */
    void align() {
        if (pendingBits > 0) {
            put(0, Byte.SIZE - pendingBits);
        }
    }

    /** What was put so far, of which whole bytes count. */
    byte[] array() {
        return bytes;
    }

    int length() {
        return length;
    }

    void clear() {
        length = 0;
        pendingBits = 0;
    }
}
