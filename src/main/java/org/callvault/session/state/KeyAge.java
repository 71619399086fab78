package org.callvault.session.state;

import java.time.Duration;
import java.time.Instant;

/**
 * How long the SRC's keys have been in use: by time, and by RTP packets of the busiest stream.
 *
 * @param since when they were agreed on
 * @param before packets counted until then
 * @param packets packets counted so far
 */
record KeyAge(Instant since, long before, long packets) {
    /** Far below the 2^48 packets that a master key may protect (RFC 3711, section 9.2). */
    private static final long MOST_PACKETS = 1L << 31;

    static KeyAge beginning(Instant now) {
        return new KeyAge(now, 0, 0);
    }

    KeyAge counted(long packetsSoFar) {
        return new KeyAge(since, before, packetsSoFar);
    }

    /** The keys are new, or the SRC has been asked. */
    KeyAge renewed(Instant now) {
        return new KeyAge(now, packets, packets);
    }

    /** Whether it is time for new keys; never where the time is zero. */
    boolean isDue(Duration after, Instant now) {
        boolean old = Duration.between(since, now).compareTo(after) >= 0;
        return !after.isZero() && (old || packets - before >= MOST_PACKETS);
    }
}
