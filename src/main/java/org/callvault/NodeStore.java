package org.callvault;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.callvault.config.Settings;
import org.callvault.config.StoreSettings;
import org.callvault.recording.RecordingId;
import org.callvault.recording.evidence.EvidenceStore;
import org.callvault.recording.evidence.NodeSigner;
import org.callvault.recording.live.LiveSegments;
import org.callvault.recording.outbox.NearAndFar;
import org.callvault.recording.outbox.Outbox;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolKeys;
import org.callvault.recording.store.DirectoryStore;
import org.callvault.recording.store.KeptRecordings;
import org.callvault.recording.store.RecordingStore;
import org.callvault.recording.store.RemoteStore;
import org.callvault.recording.store.StoreAway;
import org.callvault.recording.store.s3.S3Bucket;
import org.callvault.recording.store.s3.S3Segments;
import org.callvault.recording.store.s3.S3Store;
import org.callvault.recording.timestamp.TimeStamps;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a node keeps recordings: in its data directory, or in a store on other machines behind an outbox there. */
final class NodeStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeStore.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private final DataDirectory data;
    private final Settings settings;
    private final RecordingStore store;
    private final DirectoryStore near;
    private final Optional<Outbox> outbox;
    private final Optional<S3Bucket> bucket;
    private final Optional<TimeStamps> stamps;
    private volatile @Nullable LiveSegments live;

    private NodeStore(
            DataDirectory data,
            Settings settings,
            RecordingStore store,
            DirectoryStore near,
            Optional<Outbox> outbox,
            Optional<S3Bucket> bucket,
            Optional<TimeStamps> stamps) {
        this.data = data;
        this.settings = settings;
        this.store = store;
        this.near = near;
        this.outbox = outbox;
        this.bucket = bucket;
        this.stamps = stamps;
    }

    /** Gets time stamps for what is kept, where they are wanted. */
    interface Stamping {
        Optional<TimeStamps> of(KeptRecordings kept) throws IOException;
    }

    /**
     * Opens it. A store that is away keeps no node from starting; one that lacks the lock that the settings ask for does,
     * because that does not pass.
     */
    static NodeStore open(
            DataDirectory data, Settings settings, NodeSigner signer, Stamping stamping, MeterRegistry metrics)
            throws IOException {
        StoreSettings where = settings.store();
        if (where.s3().isPresent()) {
            S3Bucket bucket = S3Bucket.open(where.s3().get());
            S3Store remote = new S3Store(bucket, data.resolve("uploads"));
            refuseWithoutLock(remote);
            return behindOutbox(data, settings, signer, stamping, metrics, remote, Optional.of(bucket));
        }
        if (where.directory().isPresent()) {
            DirectoryStore remote =
                    new DirectoryStore(where.directory().get(), settings.node().name());
            return behindOutbox(data, settings, signer, stamping, metrics, remote, Optional.empty());
        }
        DirectoryStore own =
                new DirectoryStore(data.resolve("recordings"), settings.node().name());
        Optional<TimeStamps> stamps = stamping.of(own);
        EvidenceStore signed = evidence(data, settings, signer, own, stamps);
        return new NodeStore(data, settings, signed, own, Optional.empty(), Optional.empty(), stamps);
    }

    private static NodeStore behindOutbox(
            DataDirectory data,
            Settings settings,
            NodeSigner signer,
            Stamping stamping,
            MeterRegistry metrics,
            RemoteStore remote,
            Optional<S3Bucket> bucket)
            throws IOException {
        DirectoryStore local =
                new DirectoryStore(data.resolve("outbox"), settings.node().name());
        NearAndFar kept = new NearAndFar(local, remote);
        Optional<TimeStamps> stamps = stamping.of(kept);
        Outbox outbox = new Outbox(evidence(data, settings, signer, local, stamps), kept, LOOK_EVERY, metrics);
        return new NodeStore(data, settings, outbox, local, Optional.of(outbox), bucket, stamps);
    }

    private static EvidenceStore evidence(
            DataDirectory data,
            Settings settings,
            NodeSigner signer,
            DirectoryStore behind,
            Optional<TimeStamps> stamps)
            throws IOException {
        return EvidenceStore.open(
                behind, data.resolve("evidence"), settings.node().name(), signer, InstantSource.system(), stamps);
    }

    private static void refuseWithoutLock(S3Store remote) throws IOException {
        try {
            remote.check();
        } catch (S3Store.LockMissing missing) {
            throw missing;
        } catch (StoreAway away) {
            LOG.error("starting all the same: {}", away.getMessage());
        }
    }

    RecordingStore store() {
        return store;
    }

    /** Where the files of a recording lie, as far as they are on this machine; it may be none that is kept. */
    Optional<Path> directory(RecordingId id) {
        return Optional.of(near.directory(id));
    }

    Optional<TimeStamps> stamps() {
        return stamps;
    }

    /** Why the store does not serve, and what that means; empty while it does. */
    Optional<String> away() {
        return outbox.flatMap(before -> before.away()
                .map(why -> "away: calls go on, recordings wait on this node's disk (" + before.waiting()
                        + " are complete): " + why));
    }

    /**
     * Begins to upload segments of live calls, where the settings say so.
     *
     * @param finish finishes what is taken over from the store
     */
    void follow(Spool spool, SpoolKeys keys, Runnable finish, MeterRegistry metrics) throws IOException {
        Optional<StoreSettings.S3> s3 = settings.store().s3();
        if (s3.isEmpty() || bucket.isEmpty() || s3.get().liveUpload().isZero()) {
            return;
        }
        Path directory = data.path();
        live = LiveSegments.start(
                new S3Segments(bucket.get()),
                settings.node().name(),
                directory,
                spool,
                keys,
                s3.get().liveUpload(),
                s3.get().liveBytesPerSecond(),
                finish,
                metrics);
    }

    /** The keys of a recording were destroyed in the spool: what the store has of live calls follows. */
    void erased(RecordingId id) throws IOException {
        LiveSegments uploading = live;
        if (uploading != null) {
            uploading.erased(id);
        }
    }

    @Override
    public void close() {
        LiveSegments uploading = live;
        if (uploading != null) {
            uploading.close();
        }
        outbox.ifPresent(Outbox::close);
        bucket.ifPresent(S3Bucket::close);
    }
}
