package org.callvault.recording.retention;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.catalog.Catalog;
import org.jdbi.v3.core.Handle;

/** Rows of approvals. */
final class Approvals {
    private static final int MOST_SHOWN = 200;

    private Approvals() {}

    /** One that waits for the same already is answered instead. */
    static Approval ask(Handle handle, Approval asked) {
        Optional<Approval> same = in(handle, Approval.State.WAITING).stream()
                .filter(each -> each.action() == asked.action()
                        && each.subject().equals(asked.subject())
                        && each.askedBy().equals(asked.askedBy()))
                .findFirst();
        if (same.isPresent()) {
            return same.get();
        }
        handle.createUpdate("INSERT INTO approval (id, action, subject, reason, asked_by, asked_at, state)"
                        + " VALUES (:id, :action, :subject, :reason, :by, :at, :state)")
                .bind("id", asked.id())
                .bind("action", lower(asked.action()))
                .bind("subject", text(asked.subject()))
                .bind("reason", asked.reason())
                .bind("by", asked.askedBy())
                .bind("at", Catalog.time(asked.askedAt()))
                .bind("state", lower(asked.state()))
                .execute();
        return asked;
    }

    static Optional<Approval> locked(Handle handle, String id) {
        return handle.createQuery("SELECT * FROM approval WHERE id = :id FOR UPDATE")
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne();
    }

    static Optional<Approval> find(Handle handle, String id) {
        return handle.createQuery("SELECT * FROM approval WHERE id = :id")
                .bind("id", id)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** The oldest ones in that state. */
    static List<Approval> in(Handle handle, Approval.State state) {
        return handle.createQuery("SELECT * FROM approval WHERE state = :state ORDER BY asked_at, id LIMIT :most")
                .bind("state", lower(state))
                .bind("most", MOST_SHOWN)
                .map((row, context) -> read(row))
                .list();
    }

    static void decide(Handle handle, String id, Approval.State state, String by, Instant at) {
        handle.createUpdate("UPDATE approval SET state = :state, decided_by = :by, decided_at = :at WHERE id = :id")
                .bind("state", lower(state))
                .bind("by", by)
                .bind("at", Catalog.time(at))
                .bind("id", id)
                .execute();
    }

    /** It is carried out; what it was about is replaced by what came of it. */
    static void done(Handle handle, String id, JsonNode subject) {
        handle.createUpdate("UPDATE approval SET state = 'done', subject = :subject WHERE id = :id")
                .bind("subject", text(subject))
                .bind("id", id)
                .execute();
    }

    private static Approval read(ResultSet row) throws SQLException {
        OffsetDateTime decided = row.getObject("decided_at", OffsetDateTime.class);
        return new Approval(
                row.getString("id"),
                Approval.Action.valueOf(row.getString("action").toUpperCase(Locale.ROOT)),
                json(row.getString("subject")),
                row.getString("reason"),
                row.getString("asked_by"),
                row.getObject("asked_at", OffsetDateTime.class).toInstant(),
                Approval.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("decided_by"),
                decided == null ? null : decided.toInstant());
    }

    private static JsonNode json(String text) throws SQLException {
        try {
            return RecordingJson.read(text.getBytes(StandardCharsets.UTF_8), JsonNode.class);
        } catch (IOException e) {
            throw new SQLException("an approval holds broken JSON", e);
        }
    }

    private static String text(JsonNode node) {
        return new String(RecordingJson.write(node), StandardCharsets.UTF_8);
    }

    private static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
