package org.callvault.recording.catalog;

import static org.callvault.recording.catalog.FinishingQueue.RUNNING;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.callvault.recording.RecordingId;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/**
 * The queue of {@link FinishingQueue} as others see it: which recordings wait in it, who works on them, and how many they are.
 * Nothing is taken or changed here.
 *
 * <p>All calls block and throw {@link CatalogException} when the database is away.
 */
public final class QueuedRecordings {
    private final Jdbi jdbi;

    QueuedRecordings(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * A recording in the queue.
     *
     * @param state "waiting", "running" or "failed", which is waiting again after a failure
     * @param holder the node that works on it; null where none does
     * @param stage what is done to it, with how much of that in percent; null where nothing is
     * @param dueAt when the next attempt begins, if nobody works on it
     * @param failure why the last attempt failed
     */
    public record Entry(
            RecordingId recording,
            String state,
            @Nullable String holder,
            @Nullable String stage,
            @Nullable Integer percent,
            int attempts,
            Instant queuedAt,
            Instant dueAt,
            @Nullable String failure,
            @Nullable String supplements) {
        /** The same with what is known better of how far it is. */
        public Entry at(@Nullable String nowStage, int nowPercent) {
            return new Entry(
                    recording, state, holder, nowStage, nowPercent, attempts, queuedAt, dueAt, failure, supplements);
        }
    }

    /**
     * The queue in numbers.
     *
     * @param failed those of the waiting ones whose last attempt failed
     * @param oldest how long the oldest has been there
     */
    public record Counts(long waiting, long running, long failed, Duration oldest) {
        public static final Counts NONE = new Counts(0, 0, 0, Duration.ZERO);
    }

    public Optional<Entry> find(RecordingId recording) {
        return entries("WHERE recording_id = :id", 1, recording.value()).stream()
                .findFirst();
    }

    /** The oldest ones. */
    public List<Entry> list(int most) {
        return entries("", most, "");
    }

    private List<Entry> entries(String where, int most, String id) {
        return Catalog.jdbi(() -> jdbi.withHandle(handle -> {
            Query query = handle.createQuery("SELECT finishing.*, CASE WHEN " + RUNNING + " THEN 'running'"
                    + " WHEN failure IS NOT NULL THEN 'failed' ELSE 'waiting' END AS state FROM finishing " + where
                    + " ORDER BY queued_at, recording_id FETCH FIRST :most ROWS ONLY");
            query.bind("most", most);
            if (!where.isEmpty()) {
                query.bind("id", id);
            }
            return query.map((row, context) -> entry(row)).list();
        }));
    }

    private static Entry entry(ResultSet row) throws SQLException {
        int percent = row.getInt("percent");
        boolean told = !row.wasNull();
        return new Entry(
                new RecordingId(row.getString("recording_id")),
                row.getString("state"),
                row.getString("holder"),
                row.getString("stage"),
                told ? percent : null,
                row.getInt("attempts"),
                row.getObject("queued_at", OffsetDateTime.class).toInstant(),
                row.getObject("due_at", OffsetDateTime.class).toInstant(),
                row.getString("failure"),
                row.getString("supplements"));
    }

    public Counts counts() {
        return Catalog.jdbi(() -> jdbi.withHandle(handle -> handle.createQuery("SELECT count(*) AS everything,"
                        + " COALESCE(SUM(CASE WHEN " + RUNNING + " THEN 1 ELSE 0 END), 0) AS running,"
                        + " COALESCE(SUM(CASE WHEN failure IS NOT NULL AND NOT " + RUNNING
                        + " THEN 1 ELSE 0 END), 0) AS failed,"
                        + " COALESCE(EXTRACT(EPOCH FROM (CURRENT_TIMESTAMP - MIN(queued_at))), 0) AS oldest"
                        + " FROM finishing")
                .map((row, context) -> new Counts(
                        row.getLong("everything") - row.getLong("running"),
                        row.getLong("running"),
                        row.getLong("failed"),
                        Duration.ofMillis(Math.max(0, (long) (1000 * row.getDouble("oldest"))))))
                .one()));
    }
}
