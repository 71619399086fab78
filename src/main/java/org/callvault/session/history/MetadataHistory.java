package org.callvault.session.history;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.callvault.recording.MergedMetadata;
import org.callvault.recording.RecordedCall;
import org.callvault.recording.RecordingDescription.Participant;
import org.callvault.session.signal.SipRequest;
import org.callvault.siprec.metadata.RecordingMetadata;

/** Adds what a request says to what was known before. */
public final class MetadataHistory {
    /** What was said so far speaks of participants that nothing describes. */
    public static final String INCOMPLETE = "metadata_incomplete";

    private MetadataHistory() {}

    /** The account of a call whose INVITE this is, before any document was read. */
    public static MergedMetadata begun(SipRequest invite, Instant arrived) {
        return MergedMetadata.startedAt(SipDate.of(invite).orElse(arrived));
    }

    /**
     * The account after a request.
     *
     * @param flags what a reader must know; changed to what holds after it
     */
    public static MergedMetadata with(
            MergedMetadata before,
            SipRequest request,
            Optional<RecordingMetadata> document,
            Set<String> flags,
            Instant now) {
        return new MergedMetadata(
                document.map(found -> participants(before.participants(), found, flags, now))
                        .orElse(before.participants()),
                CallIdentifiers.with(before.identifiers(), request, document),
                document.map(found -> calls(before.calls(), found, flags)).orElse(before.calls()),
                before.session());
    }

    private static List<RecordedCall> calls(List<RecordedCall> before, RecordingMetadata document, Set<String> flags) {
        CallHistory.Merged merged = CallHistory.merge(before, document);
        flags.addAll(merged.flags());
        return merged.calls();
    }

    private static List<Participant> participants(
            List<Participant> before, RecordingMetadata document, Set<String> flags, Instant now) {
        ParticipantHistory.Merged merged = ParticipantHistory.merge(before, document, now);
        flags.addAll(merged.flags());
        if (ParticipantHistory.isIncomplete(merged.participants(), document)) {
            flags.add(INCOMPLETE);
        } else {
            flags.remove(INCOMPLETE);
        }
        return merged.participants();
    }

    /** The account after the BYE that ends the call: it may say when it was sent. */
    public static MergedMetadata endedBy(MergedMetadata before, SipRequest bye) {
        return SipDate.of(bye).map(before::endedAt).orElse(before);
    }

    /** The account of a call that is over; everybody leaves. */
    public static MergedMetadata ended(MergedMetadata before, Instant now) {
        MergedMetadata over = before.session().end() == null ? before.endedAt(now) : before;
        return over.withParticipants(ParticipantHistory.ended(before.participants(), now));
    }
}
