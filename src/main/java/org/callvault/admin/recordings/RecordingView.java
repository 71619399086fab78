package org.callvault.admin.recordings;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import org.callvault.recording.RecordingDescription;
import org.jspecify.annotations.Nullable;

/**
 * A recording as operators see it; what is null is left out of the JSON.
 *
 * @param state for example "recording", "finishing", "complete", "interrupted"
 * @param peer the SRC that sent it
 * @param endedAt null while the call lives, durationMillis and endReason too
 * @param streams number of m-lines
 * @param encrypted whether the media came as SRTP
 * @param trunk that the call came over; null where it is not known
 * @param finishing how far that is, while it is finished; null in a page
 * @param manifest null in a page, and while the recording is not finished
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecordingView(
        String id,
        String callId,
        String state,
        String node,
        String peer,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Long durationMillis,
        @Nullable String endReason,
        List<RecordingDescription.Participant> participants,
        int streams,
        boolean encrypted,
        List<String> flags,
        @Nullable String trunk,
        @Nullable FinishingView finishing,
        @Nullable JsonNode manifest) {
    public RecordingView {
        participants = List.copyOf(participants);
        flags = List.copyOf(flags);
    }
}
