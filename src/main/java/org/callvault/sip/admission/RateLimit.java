package org.callvault.sip.admission;

/** So many a second, after a pause up to twice as many at once. May be used from any thread. */
public final class RateLimit {
    private static final double NANOS_PER_SECOND = 1e9;

    private final double perSecond;
    private final double most;
    private double left;
    private long lastNanos;

    /**
     * A limit that has been idle.
     *
     * @param perSecond 0 for none at all
     * @param nowNanos of a monotonic clock
     */
    public RateLimit(int perSecond, long nowNanos) {
        this.perSecond = perSecond;
        this.most = 2.0 * perSecond;
        this.left = most;
        this.lastNanos = nowNanos;
    }

    /** Whether one more fits; it is counted if so. */
    public synchronized boolean take(long nowNanos) {
        refill(nowNanos);
        if (left < 1) {
            return false;
        }
        left--;
        return true;
    }

    /** Whether one more would fit. */
    public synchronized boolean hasRoom(long nowNanos) {
        refill(nowNanos);
        return left >= 1;
    }

    private void refill(long nowNanos) {
        left = Math.min(most, left + (nowNanos - lastNanos) / NANOS_PER_SECOND * perSecond);
        lastNanos = nowNanos;
    }
}
