package org.callvault.recording.catalog;

import java.io.IOException;
import org.callvault.recording.catalog.CatalogBenchmark.Read;

/** A database of generated calls. */
interface BenchmarkDatabase extends AutoCloseable {
    String name();

    /** Fills an empty catalog, or says that an earlier run did. */
    void load(GeneratedCalls calls, int rows) throws Exception;

    /** The catalog as a node opens it. */
    Catalog catalog() throws Exception;

    /** Forgets all that is in memory, the system's cache of its files too, and opens the catalog anew. */
    Catalog cold() throws Exception;

    /** How the database answers, and what it read for that. */
    Read explain(PageRequest request) throws Exception;

    /** Of tables and indices, a line each. */
    String sizes();

    @Override
    void close() throws IOException;
}
