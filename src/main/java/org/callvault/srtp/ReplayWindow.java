package org.callvault.srtp;

/** Which of the last packets have been seen (RFC 3711, section 3.3.2). Check first; commit only what is authentic. */
final class ReplayWindow {
    static final int SIZE = 128;

    private final long[] seen = new long[SIZE / 64];
    private long highest = -1;

    boolean isTooOld(long index) {
        return highest - index >= SIZE;
    }

    boolean hasSeen(long index) {
        return index <= highest && !isTooOld(index) && (seen[word(index)] & bit(index)) != 0;
    }

    void commit(long index) {
        if (index > highest) {
            long from = Math.max(highest + 1, index - SIZE + 1);
            for (long skipped = from; skipped <= index; skipped++) {
                seen[word(skipped)] &= ~bit(skipped);
            }
            highest = index;
        }
        seen[word(index)] |= bit(index);
    }

    private static int word(long index) {
        return (int) (index & (SIZE - 1)) >>> 6;
    }

    private static long bit(long index) {
        return 1L << (index & 63);
    }
}
