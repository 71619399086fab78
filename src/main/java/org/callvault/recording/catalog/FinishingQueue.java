package org.callvault.recording.catalog;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;

/**
 * Recordings that wait to be finished, in the catalog, for all nodes that share it. One that is taken is leased; a lease that
 * nobody renews ends, and another node goes on. Each lease has a number, and whoever holds an earlier one can neither
 * renew nor complete: so a node that was held up for minutes does no harm when it wakes.
 *
 * <p>All times are of the database's clock, so nodes need not agree. Where that clock jumps ahead, leases end too early, which
 * costs work and nothing else; where it jumps back, rows whose last change lies ahead count as free and due.
 *
 * <p>All calls block and throw {@link CatalogException} when the database is away.
 */
public final class FinishingQueue {
    private static final int LONGEST_FAILURE = 1000;

    /** Transactions see the time of their own beginning; more than this between two of them is no overlap. */
    private static final String CLOCK_WENT_BACK = "changed_at > CURRENT_TIMESTAMP + INTERVAL '5' SECOND";

    private static final String LATER = "CURRENT_TIMESTAMP + CAST(:millis AS BIGINT) * INTERVAL '0.001' SECOND";

    /** Whether somebody works on a row. */
    static final String RUNNING =
            "(leased_until IS NOT NULL AND leased_until > CURRENT_TIMESTAMP AND NOT " + CLOCK_WENT_BACK + ")";

    private static final String CLAIM = "SELECT recording_id, given, supplements, token, attempts FROM finishing"
            + " WHERE (due_at <= CURRENT_TIMESTAMP OR " + CLOCK_WENT_BACK + ") AND NOT " + RUNNING
            + " AND EXISTS (SELECT 1 FROM finishing_part WHERE finishing_part.recording_id = finishing.recording_id"
            + " AND node IN (<spools>)) AND (queued_at <= CURRENT_TIMESTAMP - CAST(:wait AS BIGINT)"
            + " * INTERVAL '0.001' SECOND OR NOT EXISTS (SELECT 1 FROM finishing_part"
            + " WHERE finishing_part.recording_id = finishing.recording_id AND node NOT IN (<spools>)))"
            + " ORDER BY queued_at, recording_id FETCH FIRST 1 ROW ONLY"
            + " FOR UPDATE SKIP LOCKED";

    private static final String OURS = " WHERE recording_id = :id AND token = :token";

    private final Jdbi jdbi;

    /** What a catalog does when a recording is kept. */
    interface Entering {
        void put(Handle handle, CatalogEntry entry);
    }

    private final Entering catalog;

    FinishingQueue(Jdbi jdbi, Entering catalog) {
        this.jdbi = jdbi;
        this.catalog = catalog;
    }

    /**
     * The right to finish a recording, for a while.
     *
     * @param token greater than that of any lease on it before
     * @param attempts with this one
     * @param given what the session said last
     * @param supplements null, or the recording under whose name the spool has this one
     */
    public record Lease(
            RecordingId recording,
            long token,
            int attempts,
            @Nullable RecordingDescription given,
            @Nullable RecordingId supplements) {}

    /** A node's spool holds a part of a recording, or soon will. */
    public void hold(RecordingId recording, String node) {
        run(handle -> hold(handle, recording, node));
    }

    private static int hold(Handle handle, RecordingId recording, String node) {
        return handle.createUpdate("INSERT INTO finishing_part (recording_id, node) SELECT :id, :node"
                        + " WHERE NOT EXISTS (SELECT 1 FROM finishing_part WHERE recording_id = :id AND node = :node)")
                .bind("id", recording.value())
                .bind("node", node)
                .execute();
    }

    /**
     * Queues a recording that this node can read; one that is there stays as it is, but for what the session says of it.
     *
     * @param given the session's last word, with which the catalog calls it finishing; null after a restart
     * @param supplements mostly null
     */
    public void add(
            RecordingId recording,
            @Nullable RecordingDescription given,
            @Nullable RecordingId supplements,
            String node) {
        run(handle -> {
            hold(handle, recording, node);
            String json = given == null ? null : new String(RecordingJson.write(given), StandardCharsets.UTF_8);
            handle.createUpdate(
                            "INSERT INTO finishing (recording_id, given, supplements, queued_at, changed_at, due_at,"
                                    + " attempts, token) SELECT :id, CAST(:given AS TEXT), CAST(:supplements AS VARCHAR),"
                                    + " CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, CURRENT_TIMESTAMP, 0, 0"
                                    + " WHERE NOT EXISTS (SELECT 1 FROM finishing WHERE recording_id = :id)")
                    .bind("id", recording.value())
                    .bind("given", json)
                    .bind("supplements", supplements == null ? null : supplements.value())
                    .execute();
            if (given != null) {
                handle.createUpdate("UPDATE finishing SET given = :given WHERE recording_id = :id AND given IS NULL")
                        .bind("id", recording.value())
                        .bind("given", json)
                        .execute();
                enterAsFinishing(handle, given);
            }
            return 1;
        });
    }

    /** One that is kept already is not called finishing again. */
    private void enterAsFinishing(Handle handle, RecordingDescription given) {
        boolean kept = handle.createQuery("SELECT count(*) FROM recording WHERE id = :id"
                                + " AND state IN ('complete', 'interrupted')")
                        .bind("id", given.id().value())
                        .mapTo(Long.class)
                        .one()
                > 0;
        if (!kept) {
            catalog.put(handle, CatalogEntry.of(given, RecordingState.FINISHING));
        }
    }

    /**
     * Takes the oldest recording that is due and that nobody works on.
     *
     * @param holder this node
     * @param spools nodes whose spools it can read; recordings of which it can read nothing are left to others
     * @param waitForParts how long the same is done with recordings of which it can read something and not all
     */
    public Optional<Lease> claim(String holder, Collection<String> spools, Duration waitForParts, Duration lease) {
        return Catalog.jdbi(() -> jdbi.inTransaction(handle -> {
            Optional<Lease> found = handle.createQuery(CLAIM)
                    .bindList("spools", List.copyOf(spools))
                    .bind("wait", waitForParts.toMillis())
                    .map((row, context) -> lease(row))
                    .findOne();
            found.ifPresent(claimed -> handle.createUpdate("UPDATE finishing SET token = :token, holder = :holder,"
                            + " attempts = :attempts, stage = NULL, percent = NULL, changed_at = CURRENT_TIMESTAMP,"
                            + " leased_until = " + LATER + " WHERE recording_id = :id")
                    .bind("token", claimed.token())
                    .bind("holder", holder)
                    .bind("attempts", claimed.attempts())
                    .bind("millis", lease.toMillis())
                    .bind("id", claimed.recording().value())
                    .execute());
            return found;
        }));
    }

    private static Lease lease(ResultSet row) throws SQLException {
        String given = row.getString("given");
        String supplements = row.getString("supplements");
        return new Lease(
                new RecordingId(row.getString("recording_id")),
                row.getLong("token") + 1,
                row.getInt("attempts") + 1,
                given == null ? null : CatalogRow.json(given, RecordingDescription.class),
                supplements == null ? null : new RecordingId(supplements));
    }

    /**
     * Tells how far it is, and keeps the lease for as long again.
     *
     * @return false when it is somebody else's by now
     */
    public boolean renew(Lease lease, Duration more, @Nullable String stage, int percent) {
        return run(handle -> handle.createUpdate("UPDATE finishing SET changed_at = CURRENT_TIMESTAMP, stage = :stage,"
                                + " percent = :percent, leased_until = " + LATER + OURS)
                        .bind("stage", stage)
                        .bind("percent", percent)
                        .bind("millis", more.toMillis())
                        .bind("id", lease.recording().value())
                        .bind("token", lease.token())
                        .execute())
                > 0;
    }

    /** Gives it back, to be tried again after a while; nothing when it is somebody else's by now. */
    public void release(Lease lease, Duration after, String failure) {
        run(handle -> handle.createUpdate("UPDATE finishing SET changed_at = CURRENT_TIMESTAMP, leased_until = NULL,"
                        + " holder = NULL, stage = NULL, percent = NULL, failure = :failure, due_at = " + LATER + OURS)
                .bind("failure", CatalogRow.fit(failure, LONGEST_FAILURE))
                .bind("millis", after.toMillis())
                .bind("id", lease.recording().value())
                .bind("token", lease.token())
                .execute());
    }

    /**
     * The recording is kept: it leaves the queue, and the catalog says so, at once.
     *
     * @return false when it is somebody else's by now, and nothing was changed
     */
    public boolean complete(
            Lease lease, RecordingDescription description, RecordingState state, String location, String sha256) {
        return Catalog.jdbi(() -> jdbi.inTransaction(handle -> {
            int ours = leave(handle, lease);
            if (ours > 0) {
                catalog.put(handle, CatalogEntry.of(description, state, location, sha256));
            }
            return ours > 0;
        }));
    }

    /** The recording is not to be finished any more; nothing when it is somebody else's by now. */
    public void discard(Lease lease) {
        run(handle -> leave(handle, lease));
    }

    private static int leave(Handle handle, Lease lease) {
        int ours = handle.createUpdate("DELETE FROM finishing" + OURS)
                .bind("id", lease.recording().value())
                .bind("token", lease.token())
                .execute();
        if (ours > 0) {
            handle.execute(
                    "DELETE FROM finishing_part WHERE recording_id = ?",
                    lease.recording().value());
        }
        return ours;
    }

    /** Nodes whose spools hold parts of a recording. */
    public List<String> parts(RecordingId recording) {
        return Catalog.jdbi(() -> jdbi.withHandle(
                handle -> handle.createQuery("SELECT node FROM finishing_part WHERE recording_id = :id ORDER BY node")
                        .bind("id", recording.value())
                        .mapTo(String.class)
                        .list()));
    }

    /** At the start of a node: what it worked on before it stopped, nobody works on. */
    public void abandon(String holder) {
        run(handle -> handle.createUpdate(
                        "UPDATE finishing SET leased_until = NULL, holder = NULL WHERE holder = :holder")
                .bind("holder", holder)
                .execute());
    }

    private int run(Update update) {
        return Catalog.jdbi(() -> jdbi.inTransaction(update::run));
    }

    private interface Update {
        int run(Handle handle);
    }
}
