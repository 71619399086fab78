package org.callvault.recording.finish;

import java.time.Instant;
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
    List<RecordingId> find(Predicate<RecordingId> ours) {
        Set<RecordingId> found = new LinkedHashSet<>();
        for (RecordingId id : spool.unfinished()) {
            Optional<CatalogEntry> entry = catalog.find(id);
            if ((entry.isEmpty() || !entry.get().state().isFinal()) && !ours.test(id)) {
                found.add(id);
            }
        }
        for (CatalogEntry entry : catalog.live()) {
            if (!ours.test(entry.id())) {
                found.add(entry.id());
            }
        }
        return List.copyOf(found);
    }

    /** What the catalog knows of a recording. An end counts only if the session said so. */
    static RecordingDescription remembered(CatalogEntry entry) {
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
