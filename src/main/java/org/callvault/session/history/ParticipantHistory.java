package org.callvault.session.history;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.callvault.recording.RecordingDescription.Interval;
import org.callvault.recording.RecordingDescription.Participant;
import org.callvault.siprec.metadata.MetadataParticipant;
import org.callvault.siprec.metadata.Presence;
import org.callvault.siprec.metadata.RecordingMetadata;

/**
 * Participants over the documents of a call. They keep their place and are never numbered anew; each has the intervals in
 * which it took part, as it may leave and come back (RFC 7865, section 6.6). A complete document is all there is: whoever
 * it leaves out has left. A partial one changes only what it names.
 */
final class ParticipantHistory {
    private static final int MOST_PARTICIPANTS = 256;
    private static final int MOST_INTERVALS = 100;

    private final Map<String, Participant> byId = new LinkedHashMap<>();
    private final Set<String> flags = new TreeSet<>();

    private ParticipantHistory(List<Participant> before) {
        before.forEach(participant -> byId.put(participant.id(), participant));
    }

    /** Participants after a document, and what a reader must know of them. */
    record Merged(List<Participant> participants, Set<String> flags) {}

    static Merged merge(List<Participant> before, RecordingMetadata document, Instant arrived) {
        ParticipantHistory history = new ParticipantHistory(before);
        history.read(document, arrived);
        return new Merged(List.copyOf(history.byId.values()), Set.copyOf(history.flags));
    }

    /** Whether a document speaks of what no document has described: only a snapshot can tell (RFC 7866, 9.2). */
    static boolean isIncomplete(List<Participant> merged, RecordingMetadata document) {
        return !document.complete()
                && merged.stream().anyMatch(participant -> participant.aor() == null && participant.name() == null);
    }

    private void read(RecordingMetadata document, Instant arrived) {
        for (MetadataParticipant found : document.participants()) {
            describe(found);
        }
        Map<String, List<Presence>> presences = document.presences().stream()
                .filter(presence -> byId.containsKey(presence.participantId()))
                .collect(Collectors.groupingBy(Presence::participantId));
        Set<String> named =
                document.participants().stream().map(MetadataParticipant::id).collect(Collectors.toSet());
        for (String id : List.copyOf(byId.keySet())) {
            if (presences.containsKey(id)) {
                presences.get(id).forEach(presence -> attend(id, presence, arrived));
            } else if (named.contains(id)) {
                join(id, arrived);
            } else if (document.complete()) {
                leave(id, arrived);
            }
        }
    }

    private void describe(MetadataParticipant found) {
        Participant before = byId.get(found.id());
        if (before == null && byId.size() >= MOST_PARTICIPANTS) {
            flags.add("participants_dropped");
            return;
        }
        byId.put(
                found.id(),
                before == null
                        ? new Participant(found.id(), found.aor(), found.name(), List.of())
                        : new Participant(
                                found.id(),
                                found.aor() == null ? before.aor() : found.aor(),
                                found.name() == null ? before.name() : found.name(),
                                before.present()));
    }

    private void attend(String id, Presence presence, Instant arrived) {
        Instant left = presence.disassociated();
        if (left == null) {
            join(id, Objects.requireNonNullElse(presence.associated(), arrived));
        } else {
            if (presence.associated() != null && !isPresent(id)) {
                join(id, presence.associated());
            }
            leave(id, left);
        }
    }

    private boolean isPresent(String id) {
        List<Interval> intervals = intervals(id);
        return !intervals.isEmpty() && intervals.getLast().to() == null;
    }

    private void join(String id, Instant at) {
        if (isPresent(id)) {
            return;
        }
        List<Interval> intervals = new ArrayList<>(intervals(id));
        if (intervals.size() >= MOST_INTERVALS) {
            flags.add("participant_intervals_dropped");
            return;
        }
        intervals.add(new Interval(at, null));
        put(id, intervals);
    }

    private void leave(String id, Instant at) {
        if (isPresent(id)) {
            List<Interval> intervals = new ArrayList<>(intervals(id));
            intervals.set(intervals.size() - 1, new Interval(intervals.getLast().from(), at));
            put(id, intervals);
        }
    }

    private List<Interval> intervals(String id) {
        Participant participant = byId.get(id);
        return participant == null ? List.of() : participant.present();
    }

    private void put(String id, List<Interval> intervals) {
        byId.computeIfPresent(id, (same, old) -> new Participant(id, old.aor(), old.name(), List.copyOf(intervals)));
    }

    /** Everybody leaves when the call ends. */
    static List<Participant> ended(List<Participant> participants, Instant at) {
        ParticipantHistory history = new ParticipantHistory(participants);
        List.copyOf(history.byId.keySet()).forEach(id -> history.leave(id, at));
        return List.copyOf(history.byId.values());
    }
}
