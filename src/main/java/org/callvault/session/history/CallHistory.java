package org.callvault.session.history;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.callvault.recording.RecordedCall;
import org.callvault.siprec.metadata.CommunicationSession;
import org.callvault.siprec.metadata.RecordingMetadata;
import org.jspecify.annotations.Nullable;

/**
 * The recorded calls (communication sessions, RFC 7865, section 6.3) over the documents of a recording session. Nothing
 * that was once said is forgotten: a later document adds to a call, or corrects its times.
 */
final class CallHistory {
    private static final int MOST_CALLS = 256;
    private static final int MOST_PER_CALL = 32;

    private CallHistory() {}

    /** Calls after a document, and what a reader must know of them. */
    record Merged(List<RecordedCall> calls, Set<String> flags) {}

    static Merged merge(List<RecordedCall> before, RecordingMetadata document) {
        Map<String, RecordedCall> byId = new LinkedHashMap<>();
        before.forEach(call -> byId.put(call.id(), call));
        boolean dropped = false;
        for (CommunicationSession session : document.sessions()) {
            if (byId.containsKey(session.id()) || byId.size() < MOST_CALLS) {
                byId.merge(session.id(), said(session), CallHistory::merge);
            } else {
                dropped = true;
            }
        }
        return new Merged(List.copyOf(byId.values()), dropped ? Set.of("calls_dropped") : Set.of());
    }

    private static RecordedCall said(CommunicationSession session) {
        return new RecordedCall(
                session.id(),
                union(List.of(), session.sipSessionIds()),
                session.startTime(),
                session.stopTime(),
                union(
                        List.of(),
                        session.reasons().stream()
                                .map(reason -> new RecordedCall.Reason(reason.protocol(), reason.text()))
                                .toList()));
    }

    private static RecordedCall merge(RecordedCall before, RecordedCall said) {
        return new RecordedCall(
                before.id(),
                union(before.sipSessionIds(), said.sipSessionIds()),
                latest(before.start(), said.start()),
                latest(before.stop(), said.stop()),
                union(before.reasons(), said.reasons()));
    }

    private static @Nullable Instant latest(@Nullable Instant before, @Nullable Instant said) {
        return said == null ? before : said;
    }

    private static <T> List<T> union(Collection<T> before, Collection<T> said) {
        Set<T> all = new LinkedHashSet<>(before);
        all.addAll(said);
        return all.stream().limit(MOST_PER_CALL).toList();
    }
}
