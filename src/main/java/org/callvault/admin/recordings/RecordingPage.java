package org.callvault.admin.recordings;

import java.util.List;
import java.util.Optional;

/**
 * A page of recordings.
 *
 * @param next cursor of the next page, opaque; empty on the last one
 */
public record RecordingPage(List<RecordingView> items, Optional<String> next) {
    public RecordingPage {
        items = List.copyOf(items);
    }
}
