package org.callvault.recording.catalog;

import java.time.Instant;
import java.util.Optional;

/**
 * How long a recording is kept.
 *
 * @param until empty for ever
 * @param rule who or what says so
 */
public record RetainUntil(Optional<Instant> until, String rule) {
    /** What nobody has set a limit for. */
    public static final RetainUntil FOREVER = new RetainUntil(Optional.empty(), "default");

    /** Whether this ends later than the other, or never where that one does. */
    public boolean isLonger(RetainUntil other) {
        return other.until.isPresent() && (until.isEmpty() || until.get().isAfter(other.until.get()));
    }
}
