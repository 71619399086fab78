package org.callvault.recording.catalog;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Searches of a catalog with generated calls, each cold (the database started anew, nothing of its files in memory) and warm,
 * with what the database read and the plan that it made.
 */
public final class CatalogBenchmark {
    private static final int WARM_UP = 3;
    private static final int ROUNDS = 9;
    private static final int WARMED_UP = 15;
    private static final int LONG_MILLIS = 3000;

    /**
     * What a search cost the database.
     *
     * @param rows looked at, whether they were found or not
     * @param pages touched, of 8 KiB in PostgreSQL
     * @param plan in its own words
     */
    record Read(long rows, long pages, String plan) {}

    private record Result(int found, double coldMillis, double warmMillis, Read read) {}

    private final BenchmarkDatabase database;
    private final Map<String, PageRequest> searches;

    private CatalogBenchmark(BenchmarkDatabase database, Map<String, PageRequest> searches) {
        this.database = database;
        this.searches = searches;
    }

    /**
     * Arguments: postgres or h2, how many calls, a directory in which the database is kept for another run; and "words" where
     * only what is looked for in text matters, so that PostgreSQL is loaded in a third of the time.
     */
    public static void main(String[] args) throws Exception {
        int rows = Integer.parseInt(args[1].replace("_", ""));
        Path data = Path.of(args[2]).toAbsolutePath();
        boolean words = args.length > 3 && args[3].equals("words");
        Files.createDirectories(data);
        try (BenchmarkDatabase database =
                switch (args[0]) {
                    case "postgres" -> new BenchmarkPostgres(data, !words);
                    case "h2" -> new BenchmarkH2(data);
                    default -> throw new IllegalArgumentException("postgres or h2, not " + args[0]);
                }) {
            long start = System.nanoTime();
            database.load(new GeneratedCalls(rows), rows);
            System.out.printf(
                    Locale.ROOT,
                    "%s, %,d calls, loaded in %d s%n%n%s%n%n",
                    database.name(),
                    rows,
                    (System.nanoTime() - start) / 1_000_000_000,
                    database.sizes());
            new CatalogBenchmark(database, words ? BenchmarkSearches.inText(rows) : BenchmarkSearches.of(rows)).run();
        }
    }

    private void run() throws Exception {
        // This program's own warming up; what a search touches is cold for the database all the same.
        for (PageRequest request : searches.values().stream().limit(WARMED_UP).toList()) {
            database.catalog().page(request);
        }
        Map<String, Result> results = new LinkedHashMap<>();
        for (Map.Entry<String, PageRequest> search : searches.entrySet()) {
            results.put(search.getKey(), measure(search.getValue()));
            System.err.println(
                    search.getKey() + " " + results.get(search.getKey()).warmMillis());
        }
        print(results);
    }

    private Result measure(PageRequest request) throws Exception {
        double cold = millis(database.cold(), request);
        // What takes long needs no median.
        int rounds = cold > LONG_MILLIS ? 1 : ROUNDS;
        for (int i = 0; i < (rounds == 1 ? 0 : WARM_UP); i++) {
            database.catalog().page(request);
        }
        double[] warm = new double[rounds];
        int found = 0;
        for (int i = 0; i < rounds; i++) {
            long start = System.nanoTime();
            found = database.catalog().page(request).items().size();
            warm[i] = (System.nanoTime() - start) / 1e6;
        }
        Arrays.sort(warm);
        return new Result(found, cold, warm[rounds / 2], database.explain(request));
    }

    private static double millis(Catalog catalog, PageRequest request) {
        long start = System.nanoTime();
        Page _ = catalog.page(request);
        return (System.nanoTime() - start) / 1e6;
    }

    private static void print(Map<String, Result> results) {
        System.out.println("| search | found | cold ms | warm ms | rows read | pages |\n|---|---|---|---|---|---|");
        results.forEach((name, each) -> System.out.printf(
                Locale.ROOT,
                "| %s | %s | %.1f | %.1f | %d | %d |%n",
                name,
                each.found() == 50 ? "50, and more" : each.found(),
                each.coldMillis(),
                each.warmMillis(),
                each.read().rows(),
                each.read().pages()));
        results.forEach((name, each) ->
                System.out.println("\n## " + name + "\n```\n" + each.read().plan() + "\n```"));
    }

    /** Has the system drop what it holds of these files (posix_fadvise, by GNU dd). */
    static void forget(Path directory) throws IOException, InterruptedException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.filter(Files::isRegularFile).toList();
        }
        for (Path file : files) {
            Process dd = new ProcessBuilder("dd", "if=" + file, "iflag=nocache", "count=0", "status=none").start();
            if (dd.waitFor() != 0) {
                throw new IOException("dd cannot drop " + file);
            }
        }
    }
}
