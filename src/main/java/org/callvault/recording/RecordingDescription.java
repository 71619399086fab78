package org.callvault.recording;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is known about a recording while its call lives: written into the spool at the start and on every change, so that
 * a spool alone is enough to finish it; the last one counts.
 *
 * @param startedAt when the INVITE was accepted
 * @param endedAt null while the call lives
 * @param endReason for example "bye", "session expired", "interrupted"; null while the call lives
 * @param flags what a reader must know, for example "metadata_malformed", "metadata_missing", "interrupted"
 * @param metadata what the SRC has told of the call so far
 * @param documents raw metadata documents in the order received
 * @param trunk name of the trunk that the call came over; null where nothing is known of it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecordingDescription(
        RecordingId id,
        String callId,
        String node,
        String peer,
        boolean encrypted,
        Instant startedAt,
        @Nullable Instant endedAt,
        @Nullable String endReason,
        List<Stream> streams,
        List<String> flags,
        MergedMetadata metadata,
        List<Document> documents,
        @Nullable String trunk) {
    public RecordingDescription {
        streams = List.copyOf(streams);
        flags = List.copyOf(flags);
        documents = List.copyOf(documents);
    }

    public RecordingDescription withFlags(Collection<String> newFlags) {
        return with(endedAt, endReason, streams, List.copyOf(newFlags), metadata);
    }

    public RecordingDescription withStreams(List<Stream> newStreams) {
        return with(endedAt, endReason, newStreams, flags, metadata);
    }

    public RecordingDescription withMetadata(MergedMetadata newMetadata) {
        return with(endedAt, endReason, streams, flags, newMetadata);
    }

    public RecordingDescription ended(@Nullable Instant at, @Nullable String reason) {
        return with(at, reason, streams, flags, metadata);
    }

    /** The same in the spool of another node. */
    public RecordingDescription at(String newNode) {
        return new RecordingDescription(
                id, callId, newNode, peer, encrypted, startedAt, endedAt, endReason, streams, flags, metadata,
                documents, trunk);
    }

    /** What is received from now on as a recording of its own. */
    public RecordingDescription continued(RecordingId newId, Instant from, Collection<String> newFlags) {
        return new RecordingDescription(
                newId,
                callId,
                node,
                peer,
                encrypted,
                from,
                null,
                null,
                streams,
                List.copyOf(newFlags),
                metadata,
                documents,
                trunk);
    }

    private RecordingDescription with(
            @Nullable Instant end,
            @Nullable String reason,
            List<Stream> newStreams,
            List<String> newFlags,
            MergedMetadata newMetadata) {
        return new RecordingDescription(
                id,
                callId,
                node,
                peer,
                encrypted,
                startedAt,
                end,
                reason,
                newStreams,
                newFlags,
                newMetadata,
                documents,
                trunk);
    }

    /**
     * A participant of the recorded call.
     *
     * @param present when it took part
     */
    public record Participant(
            String id, @Nullable String aor, @Nullable String name, List<Interval> present) {
        public Participant {
            present = List.copyOf(Objects.requireNonNullElse(present, List.of()));
        }

        /** One of whom it is not known when. */
        public Participant(String id, @Nullable String aor, @Nullable String name) {
            this(id, aor, name, List.of());
        }
    }

    /**
     * One m-line.
     *
     * @param label of a=label, else null
     * @param participants ids of who sends it, empty where unknown
     * @param payloadTypes payload type to "NAME/clock[/channels]", for example 0 to "PCMU/8000"
     * @param formatParameters payload type to what a=fmtp says of it, for example 97 to "octet-align=1"
     * @param paused intervals on hold or paused
     */
    public record Stream(
            int index,
            @Nullable String label,
            List<String> participants,
            Map<Integer, String> payloadTypes,
            Map<Integer, String> formatParameters,
            String protocol,
            @Nullable String suite,
            List<Interval> paused) {
        public Stream {
            // Spools of earlier versions have none.
            formatParameters = Map.copyOf(Objects.requireNonNullElse(formatParameters, Map.of()));
        }
    }

    /** An interval; open while {@code to} is null. */
    public record Interval(Instant from, @Nullable Instant to) {}

    /** A metadata document as received. */
    public record Document(Instant receivedAt, String contentType, String text) {}
}
