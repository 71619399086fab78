package org.callvault.recording.retention;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one person asked for and a second one decides.
 *
 * @param action what is asked
 * @param subject what it is about; after an erasure, what became of each recording
 * @param decidedBy null while it waits
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Approval(
        String id,
        Action action,
        JsonNode subject,
        String reason,
        String askedBy,
        Instant askedAt,
        State state,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt) {
    /** What needs two persons. */
    public enum Action {
        /** A recording is kept shorter than it was to be. */
        SHORTEN,
        /** A hold is released. */
        RELEASE,
        /** Recordings are erased. */
        ERASE
    }

    /** How far it has come. */
    public enum State {
        WAITING,
        /** The second person agreed, and it is being carried out. */
        APPROVED,
        DONE,
        REFUSED
    }
}
