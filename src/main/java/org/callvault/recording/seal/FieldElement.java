package org.callvault.recording.seal;

import java.nio.ByteBuffer;

/** An element of GF(2^128) as GCM writes it (NIST SP 800-38D, 6.3): the first bit of a block is the one of x^0. */
record FieldElement(long high, long low) {
    static final int BYTES = 16;
    static final FieldElement ZERO = new FieldElement(0, 0);

    private static final FieldElement ONE = new FieldElement(Long.MIN_VALUE, 0);
    private static final long REDUCTION = 0xE1L << 56;

    static FieldElement of(byte[] block) {
        ByteBuffer in = ByteBuffer.wrap(block);
        return new FieldElement(in.getLong(), in.getLong());
    }

    byte[] bytes() {
        return ByteBuffer.allocate(BYTES).putLong(high).putLong(low).array();
    }

    FieldElement plus(FieldElement other) {
        return new FieldElement(high ^ other.high, low ^ other.low);
    }

    /** Bit by bit and without branches on secrets: used once for many blocks. */
    FieldElement times(FieldElement other) {
        long zHigh = 0;
        long zLow = 0;
        long vHigh = other.high;
        long vLow = other.low;
        for (int bit = 0; bit < 128; bit++) {
            long mask = -(((bit < 64 ? high : low) >>> (63 - (bit & 63))) & 1);
            zHigh ^= vHigh & mask;
            zLow ^= vLow & mask;
            long carry = -(vLow & 1);
            vLow = (vLow >>> 1) | (vHigh << 63);
            vHigh = (vHigh >>> 1) ^ (REDUCTION & carry);
        }
        return new FieldElement(zHigh, zLow);
    }

    FieldElement power(long exponent) {
        FieldElement result = ONE;
        FieldElement square = this;
        for (long left = exponent; left > 0; left >>>= 1) {
            result = (left & 1) == 0 ? result : result.times(square);
            square = square.times(square);
        }
        return result;
    }
}
