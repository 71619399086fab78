package org.callvault.rtp.rtcp;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long after each other a participant's reports go (RFC 3550, sections 6.2 and 6.3.1): 0.5 to 1.5 times an interval, by
 * chance, so that those who began together do not report together; the first after half of that. The interval is not scaled
 * by members: a recording session's stream has two.
 *
 * @param interval zero for no reports at all
 */
public record ReportTimes(Duration interval, RandomGenerator random) {
    public boolean isOn() {
        return interval.isPositive();
    }

    /** From the beginning to the first report, nanoseconds. */
    public long first() {
        return next() / 2;
    }

    /** From one report to the next, nanoseconds. */
    public long next() {
        return (long) (interval.toNanos() * (0.5 + random.nextDouble()));
    }
}
