package org.callvault.recording.retention;

import java.time.OffsetDateTime;
import java.util.List;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.Catalog;
import org.jdbi.v3.core.Handle;

/** Rows of holds. All of it within the transaction that has locked the recording's row. */
final class Holds {
    private Holds() {}

    static List<Hold> of(Handle handle, RecordingId id) {
        return handle.createQuery("SELECT * FROM recording_hold WHERE recording_id = :id ORDER BY placed_at, label")
                .bind("id", id.value())
                .map((row, context) -> new Hold(
                        row.getString("label"),
                        row.getString("reason"),
                        row.getString("placed_by"),
                        row.getObject("placed_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Whether it is new; one of that label that is there stays as it is. */
    static boolean place(Handle handle, RecordingId id, Hold hold) {
        if (of(handle, id).stream().anyMatch(each -> each.label().equals(hold.label()))) {
            return false;
        }
        handle.createUpdate("INSERT INTO recording_hold (recording_id, label, reason, placed_by, placed_at)"
                        + " VALUES (:id, :label, :reason, :by, :at)")
                .bind("id", id.value())
                .bind("label", hold.label())
                .bind("reason", hold.reason())
                .bind("by", hold.placedBy())
                .bind("at", Catalog.time(hold.placedAt()))
                .execute();
        return true;
    }

    /** Whether there was one. */
    static boolean release(Handle handle, RecordingId id, String label) {
        return handle.createUpdate("DELETE FROM recording_hold WHERE recording_id = :id AND label = :label")
                        .bind("id", id.value())
                        .bind("label", label)
                        .execute()
                > 0;
    }

    /** Recordings that a hold of that label lies on, the first ones. */
    static List<RecordingId> labelled(Handle handle, String label, int most) {
        return handle.createQuery("SELECT recording_id FROM recording_hold WHERE label = :label"
                        + " ORDER BY recording_id LIMIT :most")
                .bind("label", label)
                .bind("most", most)
                .map((row, context) -> new RecordingId(row.getString("recording_id")))
                .list();
    }
}
