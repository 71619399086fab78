package org.callvault.cli.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/**
 * A call as another system recorded that it took place.
 *
 * @param line where its line begins in the file, from 1
 * @param id that system's name of the record; empty where it gives none
 * @param duration zero where it is not known: then only the presence of a recording is looked at
 * @param identifiers what the call may be called, in {@linkplain Identifiers the form} in which they are compared
 * @param caller digits of a number, or another name in lower case; empty where it is not known, the same for callee and agent
 */
record CallRecord(
        long line,
        String id,
        Instant start,
        Duration duration,
        Set<String> identifiers,
        String caller,
        String callee,
        String agent) {
    CallRecord {
        identifiers = Set.copyOf(identifiers);
    }

    Instant end() {
        return start.plus(duration);
    }
}
