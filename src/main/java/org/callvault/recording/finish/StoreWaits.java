package org.callvault.recording.finish;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the log says while the store is away: one line when it goes, then at most one a minute, with the attempts that failed
 * since the last. Thousands of recordings may wait, each with attempts of its own.
 */
final class StoreWaits {
    private static final long EVERY = Duration.ofMinutes(1).toNanos();

    private final LongSupplier nanoTime;
    private boolean away;
    private long saidAt;
    private long failed;

    StoreWaits(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** An attempt found the store away; answers the line to write, if it is time for one. */
    synchronized Optional<String> told(@Nullable String why) {
        failed++;
        long now = nanoTime.getAsLong();
        if (away && now - saidAt < EVERY) {
            return Optional.empty();
        }
        String line = away
                ? "the store is still away, " + failed + " attempts to finish recordings failed since the last line: "
                        + why
                : "recordings wait to be finished until the store is back: " + why;
        away = true;
        saidAt = now;
        failed = 0;
        return Optional.of(line);
    }

    /** A recording was kept: the store serves. */
    synchronized void over() {
        away = false;
        failed = 0;
    }
}
