package org.callvault.recording.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.callvault.recording.CallIdentifier;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog knows about a recording.
 *
 * @param endedAt null while the call lives
 * @param duration from start to end; null while the call lives
 * @param location where the store keeps it, in the store's own terms; null until finished
 * @param manifestSha256 lower-case hex; null until finished
 * @param trunk null where it is not known
 * @param identifiers to search by; not read back from rows, as they stand in the manifest
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CatalogEntry(
        RecordingId id,
        String callId,
        RecordingState state,
        String node,
        String peer,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable Duration duration,
        @Nullable String endReason,
        List<RecordingDescription.Participant> participants,
        List<String> flags,
        int streams,
        boolean encrypted,
        @Nullable String location,
        @Nullable String manifestSha256,
        @Nullable String trunk,
        List<CallIdentifier> identifiers) {
    public CatalogEntry {
        participants = List.copyOf(participants);
        flags = List.copyOf(flags);
        identifiers = List.copyOf(identifiers);
    }

    /** The entry of a recording that is not kept yet. */
    static CatalogEntry of(RecordingDescription description, RecordingState state) {
        return of(description, state, null, null);
    }

    static CatalogEntry of(
            RecordingDescription description,
            RecordingState state,
            @Nullable String location,
            @Nullable String manifestSha256) {
        Instant end = description.endedAt();
        return new CatalogEntry(
                description.id(),
                description.callId(),
                state,
                description.node(),
                description.peer(),
                description.startedAt(),
                end,
                end == null ? null : Duration.between(description.startedAt(), end),
                description.endReason(),
                description.metadata().participants(),
                description.flags(),
                description.streams().size(),
                description.encrypted(),
                location,
                manifestSha256,
                description.trunk(),
                description.metadata().identifiers());
    }
}
