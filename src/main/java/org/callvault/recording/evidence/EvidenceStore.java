package org.callvault.recording.evidence;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.Link;
import org.callvault.recording.manifest.Manifest.StoredFile;
import org.callvault.recording.store.RecordingRemoved;
import org.callvault.recording.store.RecordingStore;
import org.callvault.recording.store.StagedRecording;
import org.callvault.recording.timestamp.TimeStamps;

/**
 * A store whose recordings are chained and signed as they are committed: the manifest gets its link, and
 * {@code manifest.json.p7s} comes to lie beside it. One recording at a time is committed; what takes long, forcing its
 * files to disk, is done before.
 */
public final class EvidenceStore implements RecordingStore {
    private final RecordingStore behind;
    private final NodeSigner signer;
    private final InstantSource clock;
    private final ChainLedger ledger;
    private final Optional<TimeStamps> stamps;
    private final Tombstones tombstones;
    private final Object turn = new Object();

    private EvidenceStore(
            RecordingStore behind,
            NodeSigner signer,
            InstantSource clock,
            ChainLedger ledger,
            Optional<TimeStamps> stamps,
            Tombstones tombstones) {
        this.behind = behind;
        this.signer = signer;
        this.clock = clock;
        this.ledger = ledger;
        this.stamps = stamps;
        this.tombstones = tombstones;
    }

    /**
     * Goes on with a node's chain, and settles what an earlier process was committing when it stopped.
     *
     * @param directory of the node's ledger
     * @param stamps get a time stamp for each signature; empty where none are wanted
     */
    public static EvidenceStore open(
            RecordingStore behind,
            Path directory,
            String node,
            NodeSigner signer,
            InstantSource clock,
            Optional<TimeStamps> stamps)
            throws IOException {
        EvidenceStore store = new EvidenceStore(
                behind, signer, clock, ChainLedger.open(directory, node), stamps, new Tombstones(directory));
        store.ledger.settle(store::isKept);
        return store;
    }

    /** Enters what was announced last, if that came to be; for whoever is to take recordings out of the store behind. */
    public void settle() throws IOException {
        synchronized (turn) {
            ledger.settle(this::isKept);
        }
    }

    @Override
    public Optional<String> location(RecordingId id) throws IOException {
        return behind.location(id);
    }

    @Override
    public Optional<String> resume(RecordingId id) throws IOException {
        return behind.resume(id);
    }

    @Override
    public SeekableByteChannel read(RecordingId id, String name) throws IOException {
        return behind.read(id, name);
    }

    @Override
    public void add(RecordingId id, String name, byte[] content) throws IOException {
        behind.add(id, name, content);
    }

    @Override
    public StagedRecording stage(RecordingId id) throws IOException {
        requireNoTombstone(id);
        return new Staged(id, behind.stage(id));
    }

    private void requireNoTombstone(RecordingId id) throws IOException {
        if (tombstones.has(id)) {
            throw new RecordingRemoved(id);
        }
    }

    /** What was announced is settled first: whether it came to be is not to be asked of what was deleted since. */
    @Override
    public void delete(RecordingId id) throws IOException {
        synchronized (turn) {
            ledger.settle(this::isKept);
            behind.delete(id);
        }
    }

    private boolean isKept(ChainEntry announced) throws IOException {
        if (behind.location(announced.recording()).isEmpty()) {
            return false;
        }
        try (InputStream in = Channels.newInputStream(behind.read(announced.recording(), Manifest.NAME))) {
            return ChainEntry.sha256(in.readAllBytes()).equals(announced.manifest());
        }
    }

    private final class Staged implements StagedRecording {
        private final RecordingId id;
        private final StagedRecording staged;

        Staged(RecordingId id, StagedRecording staged) {
            this.id = id;
            this.staged = staged;
        }

        @Override
        public Path file(String name) {
            return staged.file(name);
        }

        @Override
        public Path scratch(String name) {
            return staged.scratch(name);
        }

        @Override
        public String commit() throws IOException {
            Manifest manifest = RecordingJson.read(Files.readAllBytes(file(Manifest.NAME)), Manifest.class);
            for (StoredFile each : manifest.files()) {
                NodeSigner.force(file(each.name()));
            }
            if (stamps.isEmpty()) {
                return commit(manifest);
            }
            stamps.get().announce(id);
            try {
                return commit(manifest);
            } finally {
                stamps.get().kept(id);
            }
        }

        private String commit(Manifest manifest) throws IOException {
            synchronized (turn) {
                // Whoever removes a recording keeps the tombstone first: what comes after the removal finds it here.
                requireNoTombstone(id);
                ledger.settle(EvidenceStore.this::isKept);
                Link link = stamps.isPresent() ? ledger.next().timeStamped() : ledger.next();
                byte[] json = RecordingJson.writePretty(manifest.withChain(link));
                Files.write(file(Manifest.NAME), json);
                Files.write(file(ManifestSignature.NAME), signer.sign(json, clock.instant()));
                ledger.announce(id, ChainEntry.sha256(json));
                String location = staged.commit();
                ledger.settle(EvidenceStore.this::isKept);
                return location;
            }
        }

        @Override
        public void close() throws IOException {
            staged.close();
        }
    }
}
