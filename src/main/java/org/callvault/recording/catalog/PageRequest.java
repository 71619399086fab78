package org.callvault.recording.catalog;

import java.util.Optional;

/**
 * A part of the catalog, newest first.
 *
 * @param limit 1 to 200 entries
 * @param cursor of the page before; empty for the first
 * @param filter which recordings
 */
public record PageRequest(int limit, Optional<PageCursor> cursor, SearchFilter filter) {
    public static final int MAX_LIMIT = 200;

    public PageRequest {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("limit is 1 to " + MAX_LIMIT + ", not " + limit);
        }
    }

    /** The first page. */
    public static PageRequest first(int limit) {
        return new PageRequest(limit, Optional.empty(), SearchFilter.NONE);
    }
}
