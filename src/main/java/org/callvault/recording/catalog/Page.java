package org.callvault.recording.catalog;

import java.util.List;
import java.util.Optional;

/**
 * A page of the catalog.
 *
 * @param next where the next page begins; empty on the last one
 */
public record Page(List<CatalogEntry> items, Optional<PageCursor> next) {
    public Page {
        items = List.copyOf(items);
    }
}
