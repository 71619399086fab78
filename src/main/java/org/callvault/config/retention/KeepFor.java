package org.callvault.config.retention;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long a recording is kept after its call ended: a period of the calendar in UTC, or forever.
 *
 * @param period empty for forever
 */
public record KeepFor(Optional<Period> period) {
    public static final KeepFor FOREVER = new KeepFor(Optional.empty());

    private static final Pattern TEXT = Pattern.compile("([1-9][0-9]{0,3}) ?(days?|weeks?|months?|years?)");

    /**
     * Reads "5 years", "90 days", "6 months", "2 weeks" or "forever".
     *
     * @throws IllegalArgumentException for anything else, with a message that says what may stand there
     */
    public static KeepFor parse(String text) {
        String lower = text.strip().toLowerCase(Locale.ROOT);
        if (lower.equals("forever")) {
            return FOREVER;
        }
        Matcher matcher = TEXT.matcher(lower);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" must be forever, or a number of days, weeks, months or years, as in \"5 years\"");
        }
        int count = Integer.parseInt(matcher.group(1));
        return new KeepFor(Optional.of(
                switch (matcher.group(2).charAt(0)) {
                    case 'd' -> Period.ofDays(count);
                    case 'w' -> Period.ofWeeks(count);
                    case 'm' -> Period.ofMonths(count);
                    default -> Period.ofYears(count);
                }));
    }

    /** When the period ends that began then; empty for never. */
    public Optional<Instant> after(Instant end) {
        try {
            return period.map(length -> end.atZone(ZoneOffset.UTC).plus(length).toInstant());
        } catch (DateTimeException beyond) {
            return Optional.empty();
        }
    }
}
