package org.callvault.recording.catalog;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.callvault.recording.CallIdentifier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jdbi.v3.core.statement.Query;

/** The words that a recording is found by. */
final class Identifiers {
    private static final String PARTICIPANT = "participant";

    private Identifiers() {}

    /** Replaces those of a recording. */
    static void put(Handle handle, CatalogEntry entry) {
        handle.createUpdate("DELETE FROM recording_identifier WHERE recording_id = :id")
                .bind("id", entry.id().value())
                .execute();
        Set<CallIdentifier> words = new LinkedHashSet<>(entry.identifiers());
        entry.participants().forEach(participant -> {
            add(words, participant.aor());
            add(words, participant.name());
        });
        if (words.isEmpty()) {
            return;
        }
        try (PreparedBatch batch = handle.prepareBatch(
                "INSERT INTO recording_identifier (recording_id, kind, text) VALUES (:id, :kind, :text)")) {
            for (CallIdentifier word : words) {
                batch.bind("id", entry.id().value())
                        .bind("kind", word.kind())
                        .bind("text", word.value())
                        .add();
            }
            int[] _ = batch.execute();
        }
    }

    private static void add(Set<CallIdentifier> words, @org.jspecify.annotations.Nullable String text) {
        if (text != null && !text.isBlank()) {
            words.add(new CallIdentifier(PARTICIPANT, text.toLowerCase(Locale.ROOT)));
        }
    }

    /** Conditions for WHERE; {@link #bind} gives them their values. */
    static List<String> conditions(SearchFilter filter) {
        List<String> conditions = new ArrayList<>();
        if (filter.identifier().isPresent()) {
            conditions.add("(call_id = :identifier OR id IN (SELECT recording_id FROM recording_identifier"
                    + " WHERE text = :identifier AND kind <> 'participant'))");
        }
        if (filter.participant().isPresent()) {
            conditions.add("id IN (SELECT recording_id FROM recording_identifier"
                    + " WHERE kind = 'participant' AND text LIKE :participant ESCAPE '!')");
        }
        return conditions;
    }

    static void bind(Query query, SearchFilter filter) {
        filter.identifier().ifPresent(value -> query.bind("identifier", value));
        filter.participant().ifPresent(value -> query.bind("participant", "%" + escaped(value) + "%"));
    }

    private static String escaped(String text) {
        return text.toLowerCase(Locale.ROOT)
                .replace("!", "!!")
                .replace("%", "!%")
                .replace("_", "!_");
    }
}
