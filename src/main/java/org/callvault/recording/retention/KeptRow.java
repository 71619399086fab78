package org.callvault.recording.retention;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.catalog.CatalogEntry;
import org.callvault.recording.catalog.RetainUntil;
import org.jdbi.v3.core.Handle;

/**
 * A recording's row, as those see it who decide about its life.
 *
 * @param fixed whether it is settled how long it is kept
 */
record KeptRow(CatalogEntry entry, RetainUntil retain, boolean fixed) {
    /** Reads it and keeps others from changing it until the transaction ends. */
    static Optional<KeptRow> locked(Handle handle, RecordingId id) {
        return handle.createQuery("SELECT * FROM recording WHERE id = :id FOR UPDATE")
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    static Optional<KeptRow> find(Handle handle, RecordingId id) {
        return handle.createQuery("SELECT * FROM recording WHERE id = :id")
                .bind("id", id.value())
                .map((row, context) -> read(row))
                .findOne();
    }

    static KeptRow read(ResultSet row) throws SQLException {
        OffsetDateTime until = row.getObject("retain_until", OffsetDateTime.class);
        String rule = row.getString("retain_rule");
        return new KeptRow(
                Catalog.read(row),
                new RetainUntil(
                        Optional.ofNullable(until).map(OffsetDateTime::toInstant),
                        rule == null ? RetainUntil.FOREVER.rule() : rule),
                rule != null);
    }

    static void retain(Handle handle, RecordingId id, RetainUntil retain) {
        handle.createUpdate("UPDATE recording SET retain_until = :until, retain_rule = :rule WHERE id = :id")
                .bind("until", retain.until().map(Catalog::time).orElse(null))
                .bind("rule", retain.rule())
                .bind("id", id.value())
                .execute();
    }

    RecordingId id() {
        return entry.id();
    }

    boolean isDue(Instant now) {
        return retain.until().filter(until -> !until.isAfter(now)).isPresent();
    }
}
