package org.callvault.media.lane;

import java.time.Duration;

/** Lets one log line a second through; what it holds back is in the counters. */
final class LogThrottle {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();

    private boolean used;
    private long lastNanos;

    boolean permits(long nowNanos) {
        if (used && nowNanos - lastNanos < INTERVAL_NANOS) {
            return false;
        }
        used = true;
        lastNanos = nowNanos;
        return true;
    }
}
