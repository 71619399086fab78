package org.callvault.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.catalog.Catalog;
import org.callvault.session.LiveRows;
import org.callvault.session.signal.CallId;
import org.callvault.session.state.LiveSnapshot;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Live sessions in the database of the catalog, as JSON. Each call waits on a thread of its own, as long as the pool says. */
public final class LiveSessionTable implements LiveRows {
    private static final String UPDATE = """
            UPDATE live_session SET revision = :revision, home = :home, media_node = :media_node, writer = :writer,
                state = :state, updated_at = :updated_at
            WHERE call_id = :call_id AND (revision = :revision - 1 OR writer = :writer)""";

    private static final String INSERT = """
            INSERT INTO live_session (call_id, revision, home, media_node, writer, state, updated_at)
            SELECT :call_id, :revision, :home, :media_node, :writer, :state, :updated_at
            WHERE NOT EXISTS (SELECT 1 FROM live_session WHERE call_id = :call_id)""";

    private final Jdbi jdbi;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public LiveSessionTable(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /** The table in that catalog's database. */
    public static LiveSessionTable of(Catalog catalog) {
        return new LiveSessionTable(catalog.database());
    }

    /**
     * Where a session and its media are.
     *
     * @param revision how often the row was written
     * @param characters of its state
     */
    public record Placed(String home, String mediaNode, long revision, int characters) {}

    /** All of them. */
    public CompletionStage<List<Placed>> placed() {
        return later(() -> jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT home, media_node, revision, char_length(state) AS characters FROM live_session")
                .map((row, context) -> new Placed(
                        row.getString("home"),
                        row.getString("media_node"),
                        row.getLong("revision"),
                        row.getInt("characters")))
                .list()));
    }

    @Override
    public CompletionStage<Optional<Row>> find(CallId callId) {
        return later(() -> jdbi.withHandle(handle -> handle.createQuery(
                        "SELECT revision, home, writer, state FROM live_session WHERE call_id = :call_id")
                .bind("call_id", callId.value())
                .map((row, context) -> new Row(
                        row.getLong("revision"),
                        row.getString("home"),
                        row.getString("writer"),
                        read(row.getString("state"))))
                .findOne()));
    }

    @Override
    public CompletionStage<Void> write(CallId callId, Row row) {
        return later(() -> jdbi.inTransaction(handle -> {
            boolean kept = execute(handle, UPDATE, callId, row) == 1
                    || (row.revision() == 1 && execute(handle, INSERT, callId, row) == 1);
            if (!kept) {
                throw new Fenced(callId);
            }
            return null;
        }));
    }

    private static int execute(Handle handle, String sql, CallId callId, Row row) {
        return handle.createUpdate(sql)
                .bind("call_id", callId.value())
                .bind("revision", row.revision())
                .bind("home", row.home())
                .bind("media_node", row.state().place().node())
                .bind("writer", row.writer())
                .bind("state", new String(RecordingJson.write(row.state()), StandardCharsets.UTF_8))
                .bind("updated_at", Instant.now())
                .execute();
    }

    @Override
    public CompletionStage<Void> remove(CallId callId, String writer) {
        return later(() -> jdbi.withHandle(handle -> {
            handle.createUpdate("DELETE FROM live_session WHERE call_id = :call_id AND writer = :writer")
                    .bind("call_id", callId.value())
                    .bind("writer", writer)
                    .execute();
            return null;
        }));
    }

    /** Sessions whose node is one of these. */
    CompletionStage<Set<CallId>> ofHomes(Predicate<String> home) {
        return later(() -> jdbi.withHandle(handle -> handle
                .createQuery("SELECT call_id, home FROM live_session")
                .map((row, context) -> new String[] {row.getString("call_id"), row.getString("home")})
                .stream()
                .filter(row -> home.test(row[1]))
                .map(row -> new CallId(row[0]))
                .collect(Collectors.toSet())));
    }

    private static LiveSnapshot read(String json) {
        try {
            return RecordingJson.read(json.getBytes(StandardCharsets.UTF_8), LiveSnapshot.class);
        } catch (IOException e) {
            throw new UncheckedIOException("a live session that this version cannot read", e);
        }
    }

    private <T> CompletionStage<T> later(Supplier<T> call) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        threads.execute(() -> {
            try {
                answer.complete(call.get());
            } catch (RuntimeException failure) {
                answer.completeExceptionally(failure);
            }
        });
        return answer;
    }
}
