package org.callvault.recording.retention;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.Catalog;
import org.jdbi.v3.core.Handle;

/** Rows of removals, and what becomes of the recordings' own. */
final class Removals {
    private Removals() {}

    /** Within the transaction that has locked the recording's row: from now on it goes, whatever stops. */
    static void begin(Handle handle, Removal removal) {
        handle.createUpdate("INSERT INTO removal (recording_id, node, kind, approval_id, asked_by, approved_by, reason,"
                        + " begun_at) VALUES (:id, :node, :kind, :approval, :asked, :approved, :reason, :at)")
                .bind("id", removal.recording().value())
                .bind("node", removal.node())
                .bind("kind", removal.kind().name().toLowerCase(Locale.ROOT))
                .bind("approval", removal.approval())
                .bind("asked", removal.askedBy())
                .bind("approved", removal.approvedBy())
                .bind("reason", removal.reason())
                .bind("at", Catalog.time(removal.begunAt()))
                .execute();
        handle.createUpdate("UPDATE recording SET state = 'removing' WHERE id = :id")
                .bind("id", removal.recording().value())
                .execute();
    }

    /** Those that are not done, after an id and in the order of ids; of one node where the catalog is shared. */
    static List<Removal> open(Handle handle, Optional<String> node, String after, int most) {
        String ours = node.isPresent() ? " AND node = :node" : "";
        return handle.createQuery("SELECT * FROM removal WHERE done_at IS NULL AND recording_id > :after" + ours
                        + " ORDER BY recording_id LIMIT :most")
                .bindMap(node.map(name -> Map.of("node", name)).orElse(Map.of()))
                .bind("after", after)
                .bind("most", most)
                .map((row, context) -> read(row))
                .list();
    }

    /** All of it is gone. The row keeps what names nobody, or goes too. */
    static void done(Handle handle, Removal removal, boolean keepRow, Instant at) {
        String id = removal.recording().value();
        handle.execute("DELETE FROM recording_identifier WHERE recording_id = ?", id);
        if (keepRow) {
            handle.createUpdate("UPDATE recording SET state = :state, call_id = '', peer = '', end_reason = NULL,"
                            + " participants = '[]', flags = '[]', words = '', trunk = NULL, location = NULL"
                            + " WHERE id = :id")
                    .bind("state", removal.kind() == Removal.Kind.ERASURE ? "erased" : "deleted")
                    .bind("id", id)
                    .execute();
        } else {
            handle.execute("DELETE FROM recording WHERE id = ?", id);
        }
        handle.createUpdate("UPDATE removal SET done_at = :at WHERE recording_id = :id")
                .bind("at", Catalog.time(at))
                .bind("id", id)
                .execute();
    }

    private static Removal read(ResultSet row) throws SQLException {
        return new Removal(
                new RecordingId(row.getString("recording_id")),
                row.getString("node"),
                Removal.Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT)),
                row.getString("approval_id"),
                row.getString("asked_by"),
                row.getString("approved_by"),
                row.getString("reason"),
                row.getObject("begun_at", OffsetDateTime.class).toInstant());
    }
}
