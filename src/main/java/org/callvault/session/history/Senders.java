package org.callvault.session.history;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.callvault.siprec.metadata.MetadataFlags;
import org.callvault.siprec.metadata.MetadataParticipant;
import org.callvault.siprec.metadata.MetadataStream;
import org.callvault.siprec.metadata.RecordingMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Who speaks on an m-line. By label (RFC 7866, section 7.1.1); where the SRC labels nothing, or labels its m-lines otherwise
 * than its streams, by the order of streams; where it associates nobody, by the order of participants.
 */
public final class Senders {
    private final RecordingMetadata metadata;
    private final Set<String> flags;
    private final boolean labelled;

    /**
     * @param labels of all m-lines that carry media
     * @param flags gets what a reader must know
     */
    public Senders(RecordingMetadata metadata, Collection<String> labels, Set<String> flags) {
        this.metadata = metadata;
        this.flags = flags;
        this.labelled = metadata.streams().stream()
                .map(MetadataStream::label)
                .anyMatch(label -> label != null && labels.contains(label));
    }

    /** Ids of participants; those from before, where the document does not tell. */
    public List<String> of(@Nullable String label, int index, List<String> before) {
        boolean associated = metadata.participants().stream()
                .anyMatch(participant -> !participant.sends().isEmpty());
        if (labelled) {
            return byLabel(label, before);
        }
        List<String> ordered = associated ? byStreams(index) : byParticipants(index);
        if (!metadata.complete() || ordered.isEmpty()) {
            return before;
        }
        flags.add(MetadataFlags.SENDERS_BY_ORDER);
        return ordered;
    }

    /**
     * A complete document that names nobody for a stream that it describes means nobody (RFC 7865, section 6.8.1).
     */
    private List<String> byLabel(@Nullable String label, List<String> before) {
        if (label == null) {
            return before;
        }
        List<String> senders =
                metadata.sendersOf(label).stream().map(MetadataParticipant::id).toList();
        boolean described = metadata.streams().stream().anyMatch(stream -> label.equals(stream.label()));
        return !senders.isEmpty() || (metadata.complete() && described) ? senders : before;
    }

    private List<String> byStreams(int index) {
        if (index >= metadata.streams().size()) {
            return List.of();
        }
        String stream = metadata.streams().get(index).id();
        return metadata.participants().stream()
                .filter(participant -> participant.sends().contains(stream))
                .map(MetadataParticipant::id)
                .toList();
    }

    private List<String> byParticipants(int index) {
        return index < metadata.participants().size()
                ? List.of(metadata.participants().get(index).id())
                : List.of();
    }
}
