package org.callvault.security.digest;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Which counts of a nonce were used already, so that credentials that were overheard cannot be used again. Requests may
 * overtake one another, so the last 64 counts are known one by one. Only nonces with right credentials get in here. May be
 * used from any thread.
 */
final class NonceCounts {
    /** Nonces remembered; the oldest go first, and live no longer than their lifetime anyway. */
    private static final int MOST = 50_000;

    private final Map<String, Window> byNonce = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Window> eldest) {
            return size() > MOST;
        }
    };

    private static final class Window {
        private long highest;
        private long seen;

        boolean take(long count) {
            if (count > highest) {
                long ahead = count - highest;
                seen = ahead >= Long.SIZE ? 1 : seen << ahead | 1;
                highest = count;
                return true;
            }
            long behind = highest - count;
            if (behind >= Long.SIZE || (seen & 1L << behind) != 0) {
                return false;
            }
            seen |= 1L << behind;
            return true;
        }
    }

    /** Whether that count is new; it is remembered if so. */
    synchronized boolean take(String nonce, long count) {
        return byNonce.computeIfAbsent(nonce, unseen -> new Window()).take(count);
    }

    synchronized int size() {
        return byNonce.size();
    }
}
