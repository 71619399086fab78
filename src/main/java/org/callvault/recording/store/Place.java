package org.callvault.recording.store;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;
import org.callvault.recording.RecordingId;

/**
 * Where a recording is in any store: {@code YYYY/MM/DD/<id>} with the date of the id in UTC. Made of ids only, and those hold
 * nothing but hexadecimal digits and hyphens.
 */
public final class Place {
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuu/MM/dd").withZone(ZoneOffset.UTC);
    private static final Pattern FILE_NAME = Pattern.compile("[a-z0-9][a-z0-9-]*(\\.[a-z0-9]+){1,2}");

    private Place() {}

    public static String of(RecordingId id) {
        return DAY.format(time(id)) + "/" + id.value();
    }

    /** A UUID of version 7 begins with 48 bits of milliseconds; whatever else an id is, it has a place too. */
    private static Instant time(RecordingId id) {
        String digits = id.value().replace("-", "");
        return Instant.ofEpochMilli(digits.length() < 12 ? 0 : Long.parseLong(digits.substring(0, 12), 16));
    }

    /** Whether a recording may have a file of that name; none of these leads out of its place. */
    public static boolean mayHold(String name) {
        return FILE_NAME.matcher(name).matches();
    }
}
