package org.callvault.recording.retention;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.catalog.Criterion;
import org.callvault.recording.catalog.Page;
import org.callvault.recording.catalog.PageCursor;
import org.callvault.recording.catalog.PageRequest;
import org.callvault.recording.catalog.SearchFilter;

/** Finds what a target means now. */
final class Targets {
    /** More in one go is refused: whoever means so many says it in parts. */
    static final int MOST = 10_000;

    private Targets() {}

    /** At most one more than {@value #MOST}. */
    static List<RecordingId> find(Catalog catalog, Target target) {
        if (target instanceof Target.One(RecordingId id)) {
            return List.of(id);
        }
        List<RecordingId> found = new ArrayList<>();
        Optional<PageCursor> next = Optional.empty();
        do {
            Page page = catalog.page(new PageRequest(PageRequest.MAX_LIMIT, next, target.filter()));
            page.items().forEach(entry -> found.add(entry.id()));
            next = page.next();
        } while (next.isPresent() && found.size() <= MOST);
        return found;
    }

    /** The same with what turned up of a call after its recording was finished: whoever erases the one means both. */
    static List<RecordingId> toErase(Catalog catalog, Target target) {
        List<RecordingId> found = new ArrayList<>(find(catalog, target));
        if (target instanceof Target.One(RecordingId id)) {
            SearchFilter supplements = SearchFilter.of(new Criterion.Identifier(id.value()));
            found.addAll(find(catalog, new Target.Found(supplements)));
        }
        return found;
    }

    /** Why that many cannot be meant; empty where they can. */
    static Optional<Outcome> refused(List<RecordingId> found) {
        if (found.isEmpty()) {
            return Optional.of(new Outcome.Refused(Outcome.Why.UNKNOWN, "no recording is found so"));
        }
        return found.size() > MOST
                ? Optional.of(new Outcome.Refused(
                        Outcome.Why.TOO_MANY, "more than " + MOST + " recordings are found so: say it in parts"))
                : Optional.empty();
    }
}
