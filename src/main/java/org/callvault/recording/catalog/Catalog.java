package org.callvault.recording.catalog;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.callvault.config.Settings;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;

/**
 * Recordings in SQL. All calls block and throw {@link CatalogException} when the database is away: use it from a thread
 * that may wait.
 */
public final class Catalog implements AutoCloseable {
    private static final String UPDATE = """
            UPDATE recording SET call_id = :call_id, state = :state, node = :node, peer = :peer,
                started_at = :started_at, ended_at = :ended_at, duration_ms = :duration_ms, end_reason = :end_reason,
                participants = :participants, flags = :flags, streams = :streams, encrypted = :encrypted,
                location = :location, manifest_sha256 = :manifest_sha256, trunk = :trunk, words = :words
            WHERE id = :id AND state NOT IN ('removing', 'deleted', 'erased')""";

    static final String INSERT = """
            INSERT INTO recording (id, call_id, state, node, peer, started_at, ended_at, duration_ms, end_reason,
                participants, flags, streams, encrypted, location, manifest_sha256, trunk, words)
            VALUES (:id, :call_id, :state, :node, :peer, :started_at, :ended_at, :duration_ms, :end_reason,
                :participants, :flags, :streams, :encrypted, :location, :manifest_sha256, :trunk, :words)""";

    private final HikariDataSource database;
    private final Jdbi jdbi;

    /** Whose live recordings are to be finished after a restart; empty where the catalog is of one node alone. */
    private final Optional<String> node;

    private final RetentionPolicy retention;

    private Catalog(HikariDataSource database, Optional<String> node, RetentionPolicy retention) {
        this.database = database;
        this.node = node;
        this.retention = retention;
        this.jdbi = Jdbi.create(database);
    }

    /**
     * Opens the embedded database of one node, bringing its tables up to date. Commits are on disk when they return.
     *
     * @throws CatalogException when another process has it open
     */
    public static Catalog open(Path directory) throws IOException {
        return new Catalog(CatalogDatabase.embedded(directory), Optional.empty(), RetentionPolicy.FOREVER);
    }

    /**
     * Opens the database that the settings name, bringing its tables up to date.
     *
     * @param directory of the embedded one
     * @param node this one, which stays what it is called from start to start where it shares a catalog
     * @throws CatalogException when it cannot be used; the message says why, and what to do
     */
    public static Catalog open(Path directory, Settings.Catalog settings, String node) throws IOException {
        return open(directory, settings, node, RetentionPolicy.FOREVER);
    }

    /** The same, with what says how long recordings are kept that are finished. */
    public static Catalog open(Path directory, Settings.Catalog settings, String node, RetentionPolicy retention)
            throws IOException {
        return settings.isEmbedded()
                ? new Catalog(CatalogDatabase.embedded(directory), Optional.empty(), retention)
                : new Catalog(CatalogDatabase.postgres(settings), Optional.of(node), retention);
    }

    /** Enters a recording whose call lives; does nothing if it is there, because this may run after a quick end. */
    public void insertLive(RecordingDescription description) {
        CatalogEntry entry = CatalogEntry.of(description, RecordingState.RECORDING);
        jdbi(() -> jdbi.inTransaction(handle -> {
            if (find(handle, description.id()).isEmpty()) {
                CatalogRow.bind(handle.createUpdate(INSERT), entry).execute();
                Identifiers.put(handle, entry);
            }
            return entry;
        }));
    }

    /** The call has ended; from now on a restart finishes it as complete. */
    public void markFinishing(RecordingDescription description) {
        put(CatalogEntry.of(description, RecordingState.FINISHING));
    }

    /**
     * The recording is kept; enters it anew if the catalog was away when it began. How long it is kept is fixed now, unless
     * that was done before.
     */
    public void complete(
            RecordingDescription description, RecordingState state, String location, String manifestSha256) {
        change(handle -> {
            keep(handle, CatalogEntry.of(description, state, location, manifestSha256));
            return state;
        });
    }

    private void enter(Handle handle, CatalogEntry entry) {
        if (entry.state().isFinal()) {
            keep(handle, entry);
        } else {
            put(handle, entry);
        }
    }

    private void keep(Handle handle, CatalogEntry entry) {
        RetainUntil retain = retention.of(entry);
        put(handle, entry);
        handle.createUpdate("UPDATE recording SET retain_until = :until, retain_rule = :rule"
                        + " WHERE id = :id AND retain_rule IS NULL")
                .bind("until", CatalogRow.time(retain.until().orElse(null)))
                .bind("rule", retain.rule())
                .bind("id", entry.id().value())
                .execute();
    }

    /** Finishing has failed so often that a person should look; it is tried again all the same. */
    public void markFailed(RecordingId id) {
        jdbi(() -> jdbi.withHandle(handle -> handle.createUpdate("UPDATE recording SET state = :state WHERE id = :id"
                        + " AND state IN ('recording', 'finishing')")
                .bind("state", CatalogRow.state(RecordingState.FAILED))
                .bind("id", id.value())
                .execute()));
    }

    private void put(CatalogEntry entry) {
        change(handle -> {
            put(handle, entry);
            return entry;
        });
    }

    /** What was removed stays removed. */
    private static void put(Handle handle, CatalogEntry entry) {
        if (CatalogRow.bind(handle.createUpdate(UPDATE), entry).execute() == 0) {
            if (find(handle, entry.id()).isPresent()) {
                return;
            }
            CatalogRow.bind(handle.createUpdate(INSERT), entry).execute();
        }
        Identifiers.put(handle, entry);
    }

    /** Runs SQL of those who look after kept recordings, in a transaction. */
    public <T> T change(Function<Handle, T> work) {
        return jdbi(() -> jdbi.inTransaction(work::apply));
    }

    /** The same for what only reads. */
    public <T> T ask(Function<Handle, T> work) {
        return jdbi(() -> jdbi.withHandle(work::apply));
    }

    /** The node whose recordings are this one's business; empty where all of the catalog are. */
    public Optional<String> node() {
        return node;
    }

    /** An entry as a row has it. */
    public static CatalogEntry read(ResultSet row) throws SQLException {
        return CatalogRow.read(row);
    }

    /** As rows hold it. */
    public static OffsetDateTime time(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS).atOffset(ZoneOffset.UTC);
    }

    /** Recordings that wait to be finished. */
    public FinishingQueue finishing() {
        return new FinishingQueue(jdbi, this::enter);
    }

    /** The same as operators and meters see them. */
    public QueuedRecordings queued() {
        return new QueuedRecordings(jdbi);
    }

    public Optional<CatalogEntry> find(RecordingId id) {
        return jdbi(() -> jdbi.withHandle(handle -> find(handle, id)));
    }

    /** Whether it is being removed or was, also where its row is gone. */
    public boolean isRemoved(RecordingId id) {
        return jdbi(() -> jdbi.withHandle(
                        handle -> handle.createQuery("SELECT count(*) FROM removal WHERE recording_id = :id")
                                .bind("id", id.value())
                                .mapTo(Long.class)
                                .one()))
                > 0;
    }

    private static Optional<CatalogEntry> find(Handle handle, RecordingId id) {
        return handle.createQuery("SELECT * FROM recording WHERE id = :id")
                .bind("id", id.value())
                .map((row, context) -> CatalogRow.read(row))
                .findOne();
    }

    /** A page, newest first. */
    public Page page(PageRequest request) {
        List<CatalogEntry> found = jdbi(() -> jdbi.withHandle(handle -> select(handle, request)));
        if (found.size() <= request.limit()) {
            return new Page(found, Optional.empty());
        }
        CatalogEntry last = found.get(request.limit() - 1);
        return new Page(found.subList(0, request.limit()), Optional.of(new PageCursor(last.startedAt(), last.id())));
    }

    private static List<CatalogEntry> select(Handle handle, PageRequest request) {
        SearchSql sql = SearchSql.of(request);
        return handle.createQuery(sql.text())
                .bindMap(sql.values())
                .map((row, context) -> CatalogRow.read(row))
                .list();
    }

    /** Recordings of this node whose call lives or that are being finished, oldest first; others are not its business. */
    public List<CatalogEntry> live() {
        String ours = node.isPresent() ? " AND node = :node" : "";
        return jdbi(() -> jdbi.withHandle(handle -> handle.createQuery("SELECT * FROM recording"
                        + " WHERE state IN ('recording', 'finishing')" + ours + " ORDER BY started_at, id")
                .bindMap(node.map(name -> Map.of("node", name)).orElse(Map.of()))
                .map((row, context) -> CatalogRow.read(row))
                .list()));
    }

    /** The database itself, for what nodes keep in it beside recordings. */
    public Jdbi database() {
        return jdbi;
    }

    static <T> T jdbi(Supplier<T> call) {
        try {
            return call.get();
        } catch (JdbiException e) {
            throw new CatalogException("the catalog does not answer", e);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
