package org.callvault.srtp;

import org.callvault.srtp.SrtpSourceState.Seen;

/** Which of the last packets have been seen (RFC 3711, section 3.3.2). Check first; commit only what is authentic. */
final class ReplayWindow {
    static final int SIZE = 128;

    private final long[] seen = new long[SIZE / 64];
    private long highest = -1;

    static ReplayWindow of(Seen state) {
        ReplayWindow window = new ReplayWindow();
        if (state.highest() >= 0) {
            window.commit(state.highest());
            for (int back = 0; back < SIZE && back <= state.highest(); back++) {
                long word = back < 64 ? state.low() : state.high();
                if ((word & bit(back)) != 0) {
                    window.commit(state.highest() - back);
                }
            }
        }
        return window;
    }

    Seen state() {
        long low = 0;
        long high = 0;
        for (int back = 0; back < 64; back++) {
            low |= hasSeen(highest - back) ? bit(back) : 0;
            high |= hasSeen(highest - 64 - back) ? bit(back) : 0;
        }
        return new Seen(highest, low, high);
    }

    /** Highest index that was committed; negative before the first. */
    long highest() {
        return highest;
    }

    /** OK, REPLAYED or TOO_OLD. */
    Unprotected judge(long index) {
        if (index < 0 || isTooOld(index)) {
            return Unprotected.TOO_OLD;
        }
        return hasSeen(index) ? Unprotected.REPLAYED : Unprotected.OK;
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

    private boolean isTooOld(long index) {
        return highest - index >= SIZE;
    }

    private boolean hasSeen(long index) {
        return index >= 0 && index <= highest && !isTooOld(index) && (seen[word(index)] & bit(index)) != 0;
    }

    private static int word(long index) {
        return (int) (index & (SIZE - 1)) >>> 6;
    }

    private static long bit(long index) {
        return 1L << (index & 63);
    }
}
