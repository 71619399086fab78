package org.callvault.recording.catalog;

/** Says how long a finished recording is kept. */
@FunctionalInterface
public interface RetentionPolicy {
    /** For catalogs of which nothing is ever removed by itself. */
    RetentionPolicy FOREVER = entry -> RetainUntil.FOREVER;

    RetainUntil of(CatalogEntry entry);
}
