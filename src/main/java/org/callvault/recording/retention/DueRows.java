package org.callvault.recording.retention;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.Catalog;
import org.jdbi.v3.core.Handle;

/** What the custodian asks the catalog, and what it remembers there. */
final class DueRows {
    private static final String KEPT = "state IN ('complete', 'interrupted')";

    private DueRows() {}

    /** The first ones whose time is over and that no hold lies on; of one node where the catalog is shared. */
    static List<RecordingId> due(Handle handle, Optional<String> node, Instant now, int most) {
        return handle.createQuery("SELECT id FROM recording WHERE retain_until <= :now AND " + KEPT + ours(node)
                        + " AND NOT EXISTS (SELECT 1 FROM recording_hold WHERE recording_id = recording.id)"
                        + " ORDER BY retain_until, id LIMIT :most")
                .bindMap(bound(node))
                .bind("now", Catalog.time(now))
                .bind("most", most)
                .map((row, context) -> new RecordingId(row.getString("id")))
                .list();
    }

    /** Kept recordings after an id, in the order of ids. */
    static List<KeptRow> kept(Handle handle, Optional<String> node, String after, int most) {
        return handle.createQuery("SELECT * FROM recording WHERE id > :after AND " + KEPT + ours(node)
                        + " ORDER BY id LIMIT :most")
                .bindMap(bound(node))
                .bind("after", after)
                .bind("most", most)
                .map((row, context) -> KeptRow.read(row))
                .list();
    }

    private static String ours(Optional<String> node) {
        return node.isPresent() ? " AND node = :node" : "";
    }

    private static Map<String, Object> bound(Optional<String> node) {
        return node.<Map<String, Object>>map(name -> Map.of("node", name)).orElse(Map.of());
    }

    /** The database's clock. */
    static Instant now(Handle handle) {
        return handle.createQuery("SELECT CURRENT_TIMESTAMP AS now_is")
                .map((row, context) ->
                        row.getObject("now_is", OffsetDateTime.class).toInstant())
                .one();
    }

    /** Something that was remembered. */
    record Mark(Instant seen, String text) {}

    static Optional<Mark> mark(Handle handle, String name) {
        return handle.createQuery("SELECT seen, text FROM retention_mark WHERE name = :name")
                .bind("name", name)
                .map((row, context) ->
                        new Mark(row.getObject("seen", OffsetDateTime.class).toInstant(), row.getString("text")))
                .findOne();
    }

    static void remember(Handle handle, String name, Mark mark) {
        int there = handle.createUpdate("UPDATE retention_mark SET seen = :seen, text = :text WHERE name = :name")
                .bind("seen", Catalog.time(mark.seen()))
                .bind("text", mark.text())
                .bind("name", name)
                .execute();
        if (there == 0) {
            handle.createUpdate("INSERT INTO retention_mark (name, seen, text) VALUES (:name, :seen, :text)")
                    .bind("name", name)
                    .bind("seen", Catalog.time(mark.seen()))
                    .bind("text", mark.text())
                    .execute();
        }
    }
}
