package org.callvault.recording.finish;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.callvault.recording.MergedMetadata;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.catalog.CatalogEntry;
import org.callvault.recording.catalog.RecordingState;
import org.callvault.recording.spool.Spool;

/** Finds out, after a restart, what earlier processes left unfinished. */
final class Recovery {
    private final Spool spool;
    private final Catalog catalog;

    Recovery(Spool spool, Catalog catalog) {
        this.spool = spool;
        this.catalog = catalog;
    }

    /**
     * What to finish: recordings in the spool that the catalog does not call kept, and recordings that the catalog calls
     * live although nothing of them is in the spool.
     *
     * @param ours recordings of this process, which are nobody's to recover
     */
    List<FinishRequest> find(Predicate<RecordingId> ours) {
        List<FinishRequest> requests = new ArrayList<>();
        Set<RecordingId> seen = new LinkedHashSet<>(spool.unfinished());
        for (RecordingId id : seen) {
            Optional<CatalogEntry> entry = catalog.find(id);
            if (entry.isPresent() && entry.get().state().isFinal()) {
                // It was finished, and the process stopped before its segments were deleted.
                spool.finished(id);
            } else if (!ours.test(id)) {
                requests.add(new FinishRequest(
                        id, null, entry.map(Recovery::remembered).orElse(null)));
            }
        }
        for (CatalogEntry entry : catalog.live()) {
            if (!seen.contains(entry.id()) && !ours.test(entry.id())) {
                requests.add(new FinishRequest(entry.id(), null, remembered(entry)));
            }
        }
        return requests;
    }

    /** An end counts only if the session said so. */
    private static RecordingDescription remembered(CatalogEntry entry) {
        Instant end = entry.state() == RecordingState.RECORDING ? null : entry.endedAt();
        return new RecordingDescription(
                entry.id(),
                entry.callId(),
                entry.node(),
                entry.peer(),
                entry.encrypted(),
                entry.startedAt(),
                end,
                entry.endReason(),
                List.of(),
                entry.flags(),
                new MergedMetadata(
                        entry.participants(),
                        entry.identifiers(),
                        List.of(),
                        new MergedMetadata.RecordingSession(entry.startedAt(), end)),
                List.of(),
                entry.trunk());
    }
}
