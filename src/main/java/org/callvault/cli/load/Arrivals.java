package org.callvault.cli.load;

import java.time.Duration;

/**
 * When each call is placed: at a steady rate, which is reached from nothing in equal steps during the ramp.
 *
 * @param perSecond calls in a second after the ramp
 */
public record Arrivals(double perSecond, Duration ramp) {
    private static final double NANOS = 1e9;

    public Arrivals {
        if (perSecond <= 0) {
            throw new IllegalArgumentException("the rate must be above 0");
        }
    }

    /** Nanoseconds from the start to the call with this number, from 0. */
    long nanosTo(long call) {
        double seconds = ramp.toNanos() / NANOS;
        double duringRamp = perSecond * seconds / 2;
        double at = call < duringRamp
                ? Math.sqrt(2 * call * seconds / perSecond)
                : seconds + (call - duringRamp) / perSecond;
        return (long) (at * NANOS);
    }
}
