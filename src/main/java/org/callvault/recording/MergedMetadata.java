package org.callvault.recording;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.callvault.recording.RecordingDescription.Participant;
import org.jspecify.annotations.Nullable;

/**
 * What the SRC tells of a recording session, over all of its documents and headers.
 *
 * @param participants in the order in which they were named, with the intervals in which they took part
 * @param identifiers what other systems call this call
 * @param calls what was recorded: none, one or several calls
 */
public record MergedMetadata(
        List<Participant> participants,
        List<CallIdentifier> identifiers,
        List<RecordedCall> calls,
        RecordingSession session) {
    public MergedMetadata {
        participants = List.copyOf(participants);
        identifiers = List.copyOf(identifiers);
        calls = List.copyOf(calls);
    }

    /**
     * The recording session's own times (RFC 7865, section 6.1.1): of the Date of its INVITE and BYE, so by the SRC's
     * clock; where these have none, of their arrival.
     *
     * @param end null while it lives
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RecordingSession(Instant start, @Nullable Instant end) {}

    /** Nothing but the start is known. */
    public static MergedMetadata startedAt(Instant start) {
        return new MergedMetadata(List.of(), List.of(), List.of(), new RecordingSession(start, null));
    }

    public MergedMetadata endedAt(Instant end) {
        return new MergedMetadata(participants, identifiers, calls, new RecordingSession(session.start(), end));
    }

    /** The same with another identifier to find it by. */
    public MergedMetadata identifiedBy(CallIdentifier more) {
        List<CallIdentifier> all = new ArrayList<>(identifiers);
        all.add(more);
        return new MergedMetadata(participants, all, calls, session);
    }

    public MergedMetadata withParticipants(List<Participant> now) {
        return new MergedMetadata(now, identifiers, calls, session);
    }
}
