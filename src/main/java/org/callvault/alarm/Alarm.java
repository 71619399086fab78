package org.callvault.alarm;

import java.time.Instant;

/**
 * Something that stays wrong until it is mended.
 *
 * @param name such as "disk.data"; one alarm of a name at a time
 * @param since when it was raised at this severity
 * @param detail one line for a person: what is wrong, and what to do; without secrets
 */
public record Alarm(String name, Severity severity, Instant since, String detail) {
    /** How soon somebody should look. */
    public enum Severity {
        /** Nothing is lost yet. */
        WARNING,
        /** Something does not work. */
        CRITICAL
    }
}
