package org.callvault.recording.catalog;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.callvault.config.Secret;
import org.callvault.config.Settings;
import org.callvault.recording.catalog.CatalogBenchmark.Read;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** PostgreSQL of the tests, with its own defaults but for the memory of 1 GiB that a server of this size is given. */
final class BenchmarkPostgres implements BenchmarkDatabase {
    private static final int BATCH = 20_000;
    private static final Pattern NODE = Pattern.compile("actual time=.* rows=([0-9.]+) loops=([0-9]+)");
    private static final Pattern REMOVED = Pattern.compile("Rows Removed by [A-Z a-z]+: ([0-9.]+)");
    private static final Pattern BUFFERS = Pattern.compile("Buffers: shared(?: hit=([0-9]+))?(?: read=([0-9]+))?");

    private final Path data;
    private final boolean identifiers;
    private EmbeddedPostgres server;
    private Catalog catalog;

    /** @param identifiers whether those of the calls are loaded too, which takes most of the time and of the disk */
    BenchmarkPostgres(Path data, boolean identifiers) throws Exception {
        this.data = data;
        this.identifiers = identifiers;
        this.server = start();
        this.catalog = open();
    }

    private EmbeddedPostgres start() throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data.resolve("cluster"))
                .setCleanDataDirectory(false)
                .setServerConfig("shared_buffers", "1GB")
                .setServerConfig("max_wal_size", "8GB")
                .setPGStartupWait(Duration.ofMinutes(2))
                .start();
    }

    private String url() {
        return server.getJdbcUrl("postgres", "postgres");
    }

    private Catalog open() throws IOException {
        return Catalog.open(
                Path.of(""),
                new Settings.Catalog(
                        url(), "postgres", new Secret(""), 1, Duration.ofSeconds(10), Duration.ofMinutes(10)),
                "recorder-1");
    }

    @Override
    public String name() {
        try (Handle handle = handle()) {
            return "PostgreSQL "
                    + handle.createQuery("SHOW server_version")
                            .mapTo(String.class)
                            .one();
        }
    }

    private Handle handle() {
        return Jdbi.create(url() + "&prepareThreshold=0").open();
    }

    @Override
    public void load(GeneratedCalls calls, int rows) throws Exception {
        try (Handle handle = handle()) {
            if (handle.createQuery("SELECT count(*) FROM recording")
                            .mapTo(Integer.class)
                            .one()
                    == rows) {
                return;
            }
            List<String> again = withoutIndices(handle);
            copy(calls, rows);
            System.err.println("rows are in");
            handle.execute("SET maintenance_work_mem = '2GB'");
            for (String statement : again) {
                System.err.println(statement);
                handle.execute(statement);
            }
            handle.execute("VACUUM (ANALYZE) recording");
            handle.execute("VACUUM (ANALYZE) recording_identifier");
            handle.execute("CHECKPOINT");
        }
    }

    /** Takes away what slows loading down; returns what puts back just what the migrations made. */
    private static List<String> withoutIndices(Handle handle) {
        List<String> again = handle.createQuery("""
                        SELECT 'ALTER TABLE ' || conrelid::regclass || ' ADD CONSTRAINT ' || conname || ' '
                            || pg_get_constraintdef(oid)
                        FROM pg_constraint WHERE conrelid::regclass::text LIKE 'recording%' AND contype IN ('p', 'f')
                        ORDER BY contype DESC, conname""").mapTo(String.class).list();
        List<String> indices = handle.createQuery("""
                        SELECT indexdef FROM pg_indexes
                        WHERE tablename LIKE 'recording%' AND indexname NOT IN (SELECT conname FROM pg_constraint)
                        ORDER BY indexname""").mapTo(String.class).list();
        List<String> drops = handle.createQuery("""
                        SELECT 'ALTER TABLE ' || conrelid::regclass || ' DROP CONSTRAINT ' || conname
                        FROM pg_constraint WHERE conrelid::regclass::text LIKE 'recording%' AND contype IN ('p', 'f')
                        ORDER BY contype, conname""").mapTo(String.class).list();
        drops.forEach(handle::execute);
        indices.forEach(index -> handle.execute("DROP INDEX " + index.split(" ", 4)[2]));
        return Stream.concat(again.stream(), indices.stream()).toList();
    }

    private void copy(GeneratedCalls calls, int rows) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(url())) {
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            BenchmarkRows batch = new BenchmarkRows();
            for (int number = 0; number < rows; number++) {
                batch.add(calls.call(number));
                if (number % BATCH == BATCH - 1 || number == rows - 1) {
                    copy.copyIn(BenchmarkRows.RECORDING, new ByteArrayInputStream(batch.recordings()));
                    byte[] ofCalls = batch.identifiers();
                    if (identifiers) {
                        copy.copyIn(BenchmarkRows.IDENTIFIER, new ByteArrayInputStream(ofCalls));
                    }
                }
                if (number % 1_000_000 == 999_999) {
                    System.err.println((number + 1) + " rows");
                }
            }
        }
    }

    @Override
    public Catalog catalog() {
        return catalog;
    }

    @Override
    public Catalog cold() throws Exception {
        catalog.close();
        server.close();
        CatalogBenchmark.forget(data);
        server = start();
        catalog = open();
        return catalog;
    }

    @Override
    public Read explain(PageRequest request) throws Exception {
        SearchSql sql = SearchSql.of(request);
        try (Handle handle = handle()) {
            List<String> plan = handle.createQuery("EXPLAIN (ANALYZE, BUFFERS) " + sql.text())
                    .bindMap(sql.values())
                    .mapTo(String.class)
                    .list();
            return new Read(rows(plan), pages(plan), String.join("\n", plan));
        }
    }

    /** Of the topmost node, which counts those below it. */
    private static long pages(List<String> plan) {
        Matcher buffers = BUFFERS.matcher(String.join("\n", plan));
        return buffers.find() ? number(buffers.group(1)) + number(buffers.group(2)) : 0;
    }

    private static long number(@Nullable String digits) {
        return digits == null ? 0 : Long.parseLong(digits);
    }

    /** Rows that the scans of tables looked at, whether they were kept or not. */
    private static long rows(List<String> plan) {
        double rows = 0;
        double loops = 0;
        for (String line : plan) {
            Matcher node = NODE.matcher(line);
            Matcher removed = REMOVED.matcher(line);
            if (node.find()) {
                boolean scan = line.contains("Scan ") && !line.contains("Bitmap Index Scan");
                loops = scan ? Double.parseDouble(node.group(2)) : 0;
                rows += Double.parseDouble(node.group(1)) * loops;
            } else if (removed.find()) {
                rows += Double.parseDouble(removed.group(1)) * loops;
            }
        }
        return Math.round(rows);
    }

    @Override
    public String sizes() {
        try (Handle handle = handle()) {
            return String.join("\n", handle.createQuery("""
                            SELECT relname || ': ' || pg_size_pretty(pg_relation_size(oid)) FROM pg_class
                            WHERE relname LIKE 'recording%' ORDER BY relname""").mapTo(String.class).list());
        }
    }

    @Override
    public void close() throws IOException {
        catalog.close();
        server.close();
    }
}
