package org.callvault.cli.reconcile;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times and durations as systems write them. A time without a zone means nothing unless somebody says whose it is. */
final class RecordTimes {
    private static final Pattern EPOCH = Pattern.compile("(\\d{10})(\\d{3})?(?:\\.(\\d{1,9}))?");
    private static final Pattern CLOCK = Pattern.compile("(?:(\\d{1,4}):)?(\\d{1,3}):(\\d{1,2})(?:[.,](\\d{1,9}))?");
    private static final Pattern SECONDS = Pattern.compile("(\\d{1,9})(?:[.,](\\d{1,9}))?");

    private static final DateTimeFormatter ISO = new DateTimeFormatterBuilder()
            .parseCaseInsensitive()
            .appendPattern("uuuu-MM-dd['T'][' ']HH:mm[:ss]")
            .optionalStart()
            .appendFraction(java.time.temporal.ChronoField.NANO_OF_SECOND, 0, 9, true)
            .optionalEnd()
            .optionalStart()
            .appendLiteral(' ')
            .optionalEnd()
            .optionalStart()
            .appendPattern("[XXX][XX][X]")
            .optionalEnd()
            .toFormatter(Locale.ROOT);

    private final Optional<ZoneId> zone;
    private final DateTimeFormatter format;

    /**
     * With a zone for times that have none.
     *
     * @param pattern of {@link DateTimeFormatter} for times that are not written as in ISO 8601
     */
    RecordTimes(Optional<ZoneId> zone, Optional<String> pattern) {
        this.zone = zone;
        this.format = pattern.map(text -> DateTimeFormatter.ofPattern(text, Locale.ROOT))
                .orElse(ISO);
    }

    /** What a person can do about it. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1;

        Unreadable(String message) {
            super(message);
        }
    }

    Instant instant(String text) throws Unreadable {
        Matcher epoch = EPOCH.matcher(text);
        if (epoch.matches()) {
            String millis = epoch.group(2) == null ? "0" : epoch.group(2);
            return Instant.ofEpochSecond(Long.parseLong(epoch.group(1)), nanos(epoch.group(3)))
                    .plusMillis(Long.parseLong(millis));
        }
        try {
            TemporalAccessor parsed = format.parseBest(text, ZonedDateTime::from, LocalDateTime::from);
            if (parsed instanceof ZonedDateTime zoned) {
                return zoned.toInstant();
            }
            ZoneId assumed = zone.orElseThrow(() -> new Unreadable("\"" + text
                    + "\" has no time zone: say with --zone which it is, for example --zone Europe/Berlin"));
            return LocalDateTime.from(parsed).atZone(assumed).toInstant();
        } catch (DateTimeException e) {
            throw new Unreadable(
                    "\"" + text + "\" is no time that is understood; --time-format says how they are written");
        }
    }

    /** Seconds, or minutes:seconds, or hours:minutes:seconds. */
    static Duration duration(String text) throws Unreadable {
        Matcher seconds = SECONDS.matcher(text);
        if (seconds.matches()) {
            return Duration.ofSeconds(Long.parseLong(seconds.group(1)), nanos(seconds.group(2)));
        }
        Matcher clock = CLOCK.matcher(text);
        if (clock.matches()) {
            long hours = clock.group(1) == null ? 0 : Long.parseLong(clock.group(1));
            return Duration.ofHours(hours)
                    .plusMinutes(Long.parseLong(clock.group(2)))
                    .plusSeconds(Long.parseLong(clock.group(3)))
                    .plusNanos(nanos(clock.group(4)));
        }
        throw new Unreadable("\"" + text + "\" is no duration: seconds, or hh:mm:ss");
    }

    private static long nanos(String fraction) {
        return fraction == null ? 0 : Long.parseLong((fraction + "000000000").substring(0, 9));
    }
}
