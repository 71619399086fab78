package org.callvault.recording.catalog;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.pool.HikariPool.PoolInitializationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.JdbiException;
import org.jdbi.v3.core.statement.Query;

/**
 * Recordings in SQL. All calls block and throw {@link CatalogException} when the database is away: use it from a thread
 * that may wait.
 */
public final class Catalog implements AutoCloseable {
    private static final String UPDATE = """
            UPDATE recording SET call_id = :call_id, state = :state, node = :node, peer = :peer,
                started_at = :started_at, ended_at = :ended_at, duration_ms = :duration_ms, end_reason = :end_reason,
                participants = :participants, flags = :flags, streams = :streams, encrypted = :encrypted,
                location = :location, manifest_sha256 = :manifest_sha256
            WHERE id = :id""";

    private static final String INSERT = """
            INSERT INTO recording (id, call_id, state, node, peer, started_at, ended_at, duration_ms, end_reason,
                participants, flags, streams, encrypted, location, manifest_sha256)
            VALUES (:id, :call_id, :state, :node, :peer, :started_at, :ended_at, :duration_ms, :end_reason,
                :participants, :flags, :streams, :encrypted, :location, :manifest_sha256)""";

    private final HikariDataSource database;
    private final Jdbi jdbi;

    private Catalog(HikariDataSource database) {
        this.database = database;
        this.jdbi = Jdbi.create(database);
    }

    /**
     * Opens the embedded database of one node, bringing its tables up to date. Commits are on disk when they return.
     *
     * @throws CatalogException when another process has it open
     */
    public static Catalog open(Path directory) throws IOException {
        Files.createDirectories(directory);
        HikariConfig config = new HikariConfig();
        config.setPoolName("catalog");
        // WRITE_DELAY=0: a commit waits for the disk. The pool closes the database, not a hook at the end of the
        // process.
        config.setJdbcUrl("jdbc:h2:file:" + directory.resolve("catalog").toAbsolutePath()
                + ";WRITE_DELAY=0;DB_CLOSE_ON_EXIT=FALSE");
        config.setMaximumPoolSize(4);
        config.setConnectionTimeout(5_000);
        HikariDataSource database = null;
        try {
            database = new HikariDataSource(config);
            Flyway.configure().dataSource(database).load().migrate();
            return new Catalog(database);
        } catch (FlywayException | PoolInitializationException e) {
            if (database != null) {
                database.close();
            }
            throw new CatalogException("the catalog in " + directory + " cannot be opened", e);
        }
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

    /** The recording is kept; enters it anew if the catalog was away when it began. */
    public void complete(
            RecordingDescription description, RecordingState state, String location, String manifestSha256) {
        put(CatalogEntry.of(description, state, location, manifestSha256));
    }

    /** Finishing has failed so often that a person should look; it is tried again all the same. */
    public void markFailed(RecordingId id) {
        jdbi(() -> jdbi.withHandle(handle -> handle.createUpdate("UPDATE recording SET state = :state WHERE id = :id")
                .bind("state", CatalogRow.state(RecordingState.FAILED))
                .bind("id", id.value())
                .execute()));
    }

    private void put(CatalogEntry entry) {
        jdbi(() -> jdbi.inTransaction(handle -> {
            if (CatalogRow.bind(handle.createUpdate(UPDATE), entry).execute() == 0) {
                CatalogRow.bind(handle.createUpdate(INSERT), entry).execute();
            }
            Identifiers.put(handle, entry);
            return entry;
        }));
    }

    public Optional<CatalogEntry> find(RecordingId id) {
        return jdbi(() -> jdbi.withHandle(handle -> find(handle, id)));
    }

    private static Optional<CatalogEntry> find(Handle handle, RecordingId id) {
        return handle.createQuery("SELECT * FROM recording WHERE id = :id")
                .bind("id", id.value())
                .map((row, context) -> CatalogRow.read(row))
                .findOne();
    }

    /** A page, newest first. */
    public Page page(PageRequest request) {
        // One more than asked for tells whether there is a next page.
        List<CatalogEntry> found = jdbi(() -> jdbi.withHandle(handle -> select(handle, request)));
        if (found.size() <= request.limit()) {
            return new Page(found, Optional.empty());
        }
        CatalogEntry last = found.get(request.limit() - 1);
        return new Page(found.subList(0, request.limit()), Optional.of(new PageCursor(last.startedAt(), last.id())));
    }

    private static List<CatalogEntry> select(Handle handle, PageRequest request) {
        List<String> conditions = new ArrayList<>(Identifiers.conditions(request.filter()));
        if (request.cursor().isPresent()) {
            conditions.add("(started_at < :at OR (started_at = :at AND id < :id))");
        }
        String where = conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions) + " ";
        Query query = handle.createQuery(
                "SELECT * FROM recording " + where + "ORDER BY started_at DESC, id DESC LIMIT :limit");
        Identifiers.bind(query, request.filter());
        request.cursor().ifPresent(cursor -> query.bind("at", CatalogRow.time(cursor.startedAt()))
                .bind("id", cursor.id().value()));
        return query.bind("limit", request.limit() + 1)
                .map((row, context) -> CatalogRow.read(row))
                .list();
    }

    /** Recordings whose call lives or that are being finished, oldest first. */
    public List<CatalogEntry> live() {
        return jdbi(() -> jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT * FROM recording WHERE state IN ('recording', 'finishing') ORDER BY started_at, id")
                .map((row, context) -> CatalogRow.read(row))
                .list()));
    }

    private static <T> T jdbi(Supplier<T> call) {
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
