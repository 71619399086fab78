package org.callvault.recording.finish;

import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.jspecify.annotations.Nullable;

/**
 * A recording to finish.
 *
 * @param given the session's last word; null after a restart
 * @param fallback what the catalog remembers, for what the spool does not tell; null where it knows nothing
 * @param supplements the recording that was finished without what is finished now, under whose name the spool has it;
 *     mostly null
 * @param incomplete whether a part of it is known to be where nobody who finishes it can read it now
 */
record FinishRequest(
        RecordingId id,
        @Nullable RecordingDescription given,
        @Nullable RecordingDescription fallback,
        @Nullable RecordingId supplements,
        boolean incomplete) {
    FinishRequest(RecordingId id, @Nullable RecordingDescription given, @Nullable RecordingDescription fallback) {
        this(id, given, fallback, null, false);
    }

    /** What the spool calls it. */
    RecordingId spooled() {
        return supplements == null ? id : supplements;
    }
}
