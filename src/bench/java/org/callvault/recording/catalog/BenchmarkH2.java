package org.callvault.recording.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.callvault.recording.CallIdentifier;
import org.callvault.recording.catalog.CatalogBenchmark.Read;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.jdbi.v3.core.statement.PreparedBatch;

/** The embedded database of one node. */
final class BenchmarkH2 implements BenchmarkDatabase {
    private static final int BATCH = 1_000;
    private static final Pattern SCANS = Pattern.compile("scanCount: ([0-9]+)");
    private static final Pattern READS = Pattern.compile("reads: ([0-9]+)");

    private final Path data;
    private Catalog catalog;

    BenchmarkH2(Path data) throws IOException {
        this.data = data;
        this.catalog = Catalog.open(data);
    }

    @Override
    public String name() {
        return "H2";
    }

    /** Through a connection of its own, which the database has to itself: it is of one process and one opening. */
    private Jdbi jdbi() {
        return Jdbi.create("jdbc:h2:file:" + data.resolve("catalog").toAbsolutePath());
    }

    @Override
    public void load(GeneratedCalls calls, int rows) throws Exception {
        catalog.close();
        jdbi().useHandle(handle -> {
            if (handle.createQuery("SELECT count(*) FROM recording")
                            .mapTo(Integer.class)
                            .one()
                    != rows) {
                for (int from = 0; from < rows; from += BATCH) {
                    insert(handle, calls, from, Math.min(rows, from + BATCH));
                }
                handle.execute("ANALYZE");
            }
        });
        catalog = Catalog.open(data);
    }

    private static void insert(Handle handle, GeneratedCalls calls, int from, int to) {
        try (PreparedBatch recordings = handle.prepareBatch(Catalog.INSERT);
                PreparedBatch identifiers =
                        handle.prepareBatch("INSERT INTO recording_identifier VALUES (:id, :kind, :text, :at)")) {
            for (int number = from; number < to; number++) {
                CatalogEntry entry = calls.call(number);
                CatalogRow.bind(recordings, entry).add();
                for (CallIdentifier each : SearchWords.identifiers(entry)) {
                    identifiers
                            .bind("id", entry.id().value())
                            .bind("kind", each.kind())
                            .bind("text", each.value())
                            .bind("at", CatalogRow.time(entry.startedAt()))
                            .add();
                }
            }
            int[] _ = recordings.execute();
            int[] _ = identifiers.execute();
        }
    }

    @Override
    public Catalog catalog() {
        return catalog;
    }

    @Override
    public Catalog cold() throws Exception {
        catalog.close();
        CatalogBenchmark.forget(data);
        catalog = Catalog.open(data);
        return catalog;
    }

    @Override
    public Read explain(PageRequest request) throws Exception {
        SearchSql sql = SearchSql.of(request);
        catalog.close();
        try {
            String plan = jdbi().withHandle(handle -> handle.createQuery("EXPLAIN ANALYZE " + sql.text())
                    .bindMap(sql.values())
                    .mapTo(String.class)
                    .one());
            return new Read(sum(SCANS, plan), sum(READS, plan), plan);
        } finally {
            catalog = Catalog.open(data);
        }
    }

    private static long sum(Pattern of, String plan) {
        Matcher matcher = of.matcher(plan);
        long sum = 0;
        while (matcher.find()) {
            sum += Long.parseLong(matcher.group(1));
        }
        return sum;
    }

    @Override
    public String sizes() {
        try {
            return "catalog.mv.db: " + (Files.size(data.resolve("catalog.mv.db")) >> 20) + " MB";
        } catch (IOException e) {
            return "unknown: " + e;
        }
    }

    @Override
    public void close() {
        catalog.close();
    }
}
