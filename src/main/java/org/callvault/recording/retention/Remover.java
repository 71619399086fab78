package org.callvault.recording.retention;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.catalog.CatalogEntry;
import org.callvault.recording.evidence.NodeSigner;
import org.callvault.recording.evidence.Tombstone;
import org.callvault.recording.evidence.Tombstones;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.seal.KeyErasure;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.store.RecordingStore;
import org.callvault.security.audit.AuditEvent;
import org.callvault.security.audit.AuditTrail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes recordings that are on their way. Each step may be done again, and the row says so until the last one is done: so a
 * stop in between costs nothing, and nothing is forgotten.
 *
 * <ol>
 *   <li>the tombstone is signed and kept: it says why a recording is missing before it is
 *   <li>its data keys in the spool are destroyed, and in what a store has of the spool
 *   <li>the keys in its sealed files are overwritten, where those lie in a directory
 *   <li>its files are deleted from the store
 *   <li>the audit has it
 *   <li>the catalog's row loses all that names anybody
 * </ol>
 */
public final class Remover {
    private static final Logger LOG = LoggerFactory.getLogger(Remover.class);

    private final Parts parts;

    /**
     * What a recording lies in.
     *
     * @param pieces what a store has of the spool
     * @param directory where the files of a recording lie that are in a directory of this machine
     */
    public record Parts(
            Catalog catalog,
            Spool spool,
            Pieces pieces,
            RecordingStore store,
            Function<RecordingId, Optional<Path>> directory,
            Tombstones tombstones,
            NodeSigner signer,
            AuditTrail audit,
            InstantSource clock,
            boolean keepRows) {}

    /** Copies of the spool in a store. */
    public interface Pieces {
        /** The keys of a recording were destroyed in the spool; they are gone from the copies when this returns. */
        void erased(RecordingId recording) throws IOException;
    }

    public Remover(Parts parts) {
        this.parts = parts;
    }

    /**
     * Removes all that is on its way; what cannot be removed now, as where the store holds on to it, is left for the next
     * time.
     *
     * @param batch how many are looked up at a time
     * @return what went wrong last; empty where nothing did
     */
    Optional<Exception> run(int batch) {
        Optional<Exception> failure = Optional.empty();
        String after = "";
        List<Removal> open;
        do {
            String from = after;
            open = parts.catalog()
                    .ask(handle -> Removals.open(handle, parts.catalog().node(), from, batch));
            for (Removal removal : open) {
                after = removal.recording().value();
                Optional<Exception> now = tried(removal);
                failure = now.isPresent() ? now : failure;
            }
        } while (open.size() == batch);
        return failure;
    }

    private Optional<Exception> tried(Removal removal) {
        try {
            remove(removal);
            return Optional.empty();
        } catch (IOException | RuntimeException e) {
            LOG.atWarn()
                    .setCause(e)
                    .addKeyValue("recording", removal.recording())
                    .log("a recording cannot be removed now; it is tried again");
            return Optional.of(e);
        }
    }

    private void remove(Removal removal) throws IOException {
        RecordingId id = removal.recording();
        parts.tombstones()
                .keep(tombstone(removal), parts.signer(), parts.clock().instant());
        parts.spool().erase(id);
        parts.pieces().erased(id);
        Optional<Path> directory = parts.directory().apply(id).filter(Files::isDirectory);
        if (directory.isPresent()) {
            KeyErasure.in(directory.get());
        }
        parts.store().delete(id);
        parts.audit()
                .keep(AuditEvent.of("recording.removed", "done")
                        .with("recording", id.value())
                        .with("kind", kind(removal))
                        .with("approval", removal.approval()));
        parts.catalog().change(handle -> {
            Removals.done(handle, removal, parts.keepRows(), parts.clock().instant());
            return removal;
        });
    }

    private Tombstone tombstone(Removal removal) throws IOException {
        RecordingId id = removal.recording();
        return new Tombstone(
                Tombstone.VERSION,
                id,
                removal.node(),
                kind(removal),
                parts.catalog().find(id).map(CatalogEntry::manifestSha256).orElse(null),
                digests(id),
                removal.begunAt(),
                removal.askedBy(),
                removal.approvedBy(),
                removal.approval(),
                removal.reason());
    }

    private static String kind(Removal removal) {
        return removal.kind() == Removal.Kind.ERASURE ? "erasure" : "retention";
    }

    /** None where the files are gone: then an earlier attempt has kept the tombstone. */
    private List<String> digests(RecordingId id) throws IOException {
        if (parts.store().location(id).isEmpty()) {
            return List.of();
        }
        try {
            Manifest manifest = RecordingJson.read(parts.store().readAll(id, Manifest.NAME), Manifest.class);
            return manifest.files().stream().map(Manifest.StoredFile::sha256).toList();
        } catch (JacksonException damaged) {
            // A manifest that cannot be read is no reason to keep what has to go.
            return List.of();
        }
    }
}
