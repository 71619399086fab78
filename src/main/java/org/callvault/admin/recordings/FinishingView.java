package org.callvault.admin.recordings;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A recording that waits to be finished or is being finished, as operators see it; what is null is left out of the JSON.
 *
 * @param state "waiting", "running" or "failed", which is tried again at {@code nextAttemptAt}
 * @param node that works on it
 * @param stage "reading", "rendering", "writing" or "keeping", with how much of that is done in {@code percent}
 * @param failure why the last attempt failed
 * @param supplements the recording that was finished without what this one holds
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FinishingView(
        String recording,
        String state,
        @Nullable String node,
        @Nullable String stage,
        @Nullable Integer percent,
        int attempts,
        Instant queuedAt,
        @Nullable Instant nextAttemptAt,
        @Nullable String failure,
        @Nullable String supplements) {}
