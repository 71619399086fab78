package org.callvault.recording.catalog;

/** The catalog's database is away or its contents cannot be read. */
public final class CatalogException extends RuntimeException {
    CatalogException(String message) {
        super(message);
    }

    CatalogException(String message, Throwable cause) {
        super(message, cause);
    }
}
