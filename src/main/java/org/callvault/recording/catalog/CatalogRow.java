package org.callvault.recording.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.callvault.recording.RecordingDescription.Participant;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.jdbi.v3.core.statement.SqlStatement;
import org.jspecify.annotations.Nullable;

/** Entries as rows. */
final class CatalogRow {
    private static final int LONG = 1000;

    private CatalogRow() {}

    static <S extends SqlStatement<S>> S bind(S statement, CatalogEntry entry) {
        Duration duration = entry.duration();
        return statement
                .bind("id", entry.id().value())
                .bind("call_id", fit(entry.callId(), LONG))
                .bind("state", state(entry.state()))
                .bind("node", fit(entry.node(), 255))
                .bind("peer", fit(entry.peer(), LONG))
                .bind("started_at", time(entry.startedAt()))
                .bind("ended_at", time(entry.endedAt()))
                .bind("duration_ms", duration == null ? null : (Long) duration.toMillis())
                .bind("end_reason", fit(entry.endReason(), LONG))
                .bind("participants", json(entry.participants()))
                .bind("flags", json(entry.flags()))
                .bind("streams", entry.streams())
                .bind("encrypted", entry.encrypted())
                .bind("location", entry.location())
                .bind("manifest_sha256", entry.manifestSha256())
                .bind("trunk", fit(entry.trunk(), 255))
                .bind("words", SearchWords.text(entry));
    }

    static CatalogEntry read(ResultSet row) throws SQLException {
        long millis = row.getLong("duration_ms");
        Duration duration = row.wasNull() ? null : Duration.ofMillis(millis);
        return new CatalogEntry(
                new RecordingId(row.getString("id")),
                row.getString("call_id"),
                RecordingState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getString("node"),
                row.getString("peer"),
                row.getObject("started_at", OffsetDateTime.class).toInstant(),
                instant(row.getObject("ended_at", OffsetDateTime.class)),
                duration,
                row.getString("end_reason"),
                List.of(list(row.getString("participants"), Participant[].class)),
                List.of(list(row.getString("flags"), String[].class)),
                row.getInt("streams"),
                row.getBoolean("encrypted"),
                row.getString("location"),
                row.getString("manifest_sha256"),
                row.getString("trunk"),
                List.of());
    }

    static String state(RecordingState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    /** Rows hold microseconds: cut here, because databases round in ways of their own. */
    static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }

    /** What others say is cut to its column, and PostgreSQL's text holds no NUL: a row that does not fit would never be kept. */
    static @Nullable String fit(@Nullable String text, int longest) {
        if (text == null) {
            return null;
        }
        String clean = text.replace('\0', '\uFFFD');
        return clean.length() > longest ? clean.substring(0, longest) : clean;
    }

    private static String json(Object value) {
        return new String(RecordingJson.write(value), StandardCharsets.UTF_8);
    }

    static <T> T json(String json, Class<T> type) throws SQLException {
        try {
            return RecordingJson.read(json.getBytes(StandardCharsets.UTF_8), type);
        } catch (IOException e) {
            throw new SQLException("a row holds broken JSON", e);
        }
    }

    private static <T> T[] list(String json, Class<T[]> type) throws SQLException {
        return json(json, type);
    }
}
