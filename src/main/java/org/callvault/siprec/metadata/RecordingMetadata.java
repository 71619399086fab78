package org.callvault.siprec.metadata;

import java.util.List;
import java.util.Optional;

/**
 * What a client tells about the calls of a recording session (RFC 7865). All ids are opaque strings.
 *
 * @param complete a full snapshot; false for a partial update, which names only what changed
 * @param sessions the recorded calls; none, one or several
 * @param participants in the document's order; a partial update may name one by its id alone
 * @param streams in the document's order; some may have no media
 * @param presences when participants took part, where the document says so
 * @param extensions what the client adds to the standard
 * @param flags leniencies that were needed, see {@link MetadataFlags}
 */
public record RecordingMetadata(
        boolean complete,
        List<CommunicationSession> sessions,
        List<MetadataParticipant> participants,
        List<MetadataStream> streams,
        List<Presence> presences,
        List<Extension> extensions,
        List<String> flags)
        implements ParsedMetadata {

    public RecordingMetadata {
        sessions = List.copyOf(sessions);
        participants = List.copyOf(participants);
        streams = List.copyOf(streams);
        presences = List.copyOf(presences);
        extensions = List.copyOf(extensions);
        flags = List.copyOf(flags);
    }

    /** Who speaks on the stream of that {@code a=label}: one, several on a mixed stream, or none that is known. */
    public List<MetadataParticipant> sendersOf(String label) {
        List<String> ids = streams.stream()
                .filter(stream -> label.equals(stream.label()))
                .map(MetadataStream::id)
                .toList();
        return participants.stream()
                .filter(participant -> ids.stream().anyMatch(participant.sends()::contains))
                .toList();
    }

    public Optional<MetadataParticipant> participant(String id) {
        return participants.stream()
                .filter(participant -> participant.id().equals(id))
                .findFirst();
    }
}
