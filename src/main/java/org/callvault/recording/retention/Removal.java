package org.callvault.recording.retention;

import java.time.Instant;
import org.callvault.recording.RecordingId;
import org.jspecify.annotations.Nullable;

/**
 * A recording that goes, or went.
 *
 * @param node whose recording it is, and who removes it
 * @param approval null where its time was over
 * @param askedBy who asked, or the rule whose time was over
 * @param approvedBy null where its time was over
 */
record Removal(
        RecordingId recording,
        String node,
        Kind kind,
        @Nullable String approval,
        String askedBy,
        @Nullable String approvedBy,
        String reason,
        Instant begunAt) {
    /** Why. */
    enum Kind {
        RETENTION,
        ERASURE
    }
}
