package org.callvault.recording.retention;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** Ends of retention as text, as people and approvals have them. */
public final class RetentionTimes {
    private static final String FOREVER = "forever";
    private static final Instant LAST = Instant.parse("9999-12-31T00:00:00Z");

    private RetentionTimes() {}

    /**
     * Reads a time such as 2031-12-31T00:00:00Z, or "forever".
     *
     * @return empty for ever
     * @throws IllegalArgumentException for anything else
     */
    public static Optional<Instant> parse(String text) {
        if (text.equals(FOREVER)) {
            return Optional.empty();
        }
        try {
            Instant until = Instant.parse(text);
            if (until.isAfter(LAST) || until.isBefore(Instant.EPOCH)) {
                throw new IllegalArgumentException("a time is after 1970 and before 10000; later is forever");
            }
            return Optional.of(until);
        } catch (java.time.DateTimeException e) {
            throw new IllegalArgumentException(
                    "until is a time such as 2031-12-31T00:00:00Z, or forever, not \"" + text + "\"", e);
        }
    }

    public static String shown(Optional<Instant> until) {
        return until.map(Instant::toString).orElse(FOREVER);
    }

    /** As rows hold it. */
    static Instant rounded(Instant until) {
        return until.truncatedTo(ChronoUnit.MICROS);
    }
}
