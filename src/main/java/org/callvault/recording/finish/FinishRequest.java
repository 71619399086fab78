package org.callvault.recording.finish;

import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.jspecify.annotations.Nullable;

/**
 * A recording to finish.
 *
 * @param given the session's last word; null after a restart
 * @param fallback what the catalog remembers, for what the spool does not tell; null where it knows nothing
 */
record FinishRequest(
        RecordingId id,
        @Nullable RecordingDescription given,
        @Nullable RecordingDescription fallback) {}
