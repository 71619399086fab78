package org.callvault.recording.catalog;

import java.util.Set;
import org.callvault.recording.CallIdentifier;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The rows that a recording is found by. */
final class Identifiers {
    private Identifiers() {}

    /** Replaces those of a recording. */
    static void put(Handle handle, CatalogEntry entry) {
        handle.createUpdate("DELETE FROM recording_identifier WHERE recording_id = :id")
                .bind("id", entry.id().value())
                .execute();
        Set<CallIdentifier> words = SearchWords.identifiers(entry);
        if (words.isEmpty()) {
            return;
        }
        try (PreparedBatch batch =
                handle.prepareBatch("INSERT INTO recording_identifier (recording_id, kind, text, started_at)"
                        + " VALUES (:id, :kind, :text, :started_at)")) {
            for (CallIdentifier word : words) {
                batch.bind("id", entry.id().value())
                        .bind("kind", word.kind())
                        .bind("text", word.value())
                        .bind("started_at", CatalogRow.time(entry.startedAt()))
                        .add();
            }
            int[] _ = batch.execute();
        }
    }
}
