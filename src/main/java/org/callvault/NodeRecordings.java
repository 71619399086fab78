package org.callvault;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.callvault.admin.recordings.RecordingQueries;
import org.callvault.alarm.Alarms;
import org.callvault.cli.NodeStarter.StartFailed;
import org.callvault.config.Settings;
import org.callvault.media.lane.MediaSink;
import org.callvault.recording.Recordings;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.catalog.CatalogException;
import org.callvault.recording.catalog.PageRequest;
import org.callvault.recording.evidence.LedgerLine;
import org.callvault.recording.evidence.NodeSigner;
import org.callvault.recording.evidence.Tombstones;
import org.callvault.recording.finish.RecordingService;
import org.callvault.recording.foreign.Ffmpeg;
import org.callvault.recording.foreign.ForeignDecoder;
import org.callvault.recording.kept.Playback;
import org.callvault.recording.retention.Custody;
import org.callvault.recording.retention.Remover;
import org.callvault.recording.retention.rule.RetentionRules;
import org.callvault.recording.spool.SegmentSource;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolKeys;
import org.callvault.recording.spool.key.KeyPlace;
import org.callvault.recording.spool.key.SpoolDirectory;
import org.callvault.recording.spool.segment.SegmentPlaces;
import org.callvault.recording.store.KeptRecordings;
import org.callvault.recording.timestamp.TimeStampAuthority;
import org.callvault.recording.timestamp.TimeStamps;
import org.callvault.security.PemProblem;
import org.callvault.security.audit.AuditTrail;
import org.callvault.session.SpoolSink;
import org.jdbi.v3.core.Jdbi;

/** Spool, catalog, store and finisher of a node, in its data directory. */
final class NodeRecordings implements AutoCloseable {
    /** Besides the finishers, for what sessions and operators ask. */
    private static final int SPARE_THREADS = 4;

    private static final Duration IDLE_WITHIN = Duration.ofSeconds(30);
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Spool spool;
    private final Catalog catalog;
    private final NodeStore store;
    private final RecordingService service;
    private final NodeSigner signer;
    private final Optional<Playback> playback;
    private final Optional<TimeStamps> stamps;
    private final Path ledger;
    private final ExecutorService blocking;

    private NodeRecordings(
            Spool spool,
            Catalog catalog,
            NodeStore store,
            RecordingService service,
            NodeSigner signer,
            Optional<Playback> playback,
            Optional<TimeStamps> stamps,
            Path ledger,
            ExecutorService blocking) {
        this.spool = spool;
        this.catalog = catalog;
        this.store = store;
        this.service = service;
        this.signer = signer;
        this.playback = playback;
        this.stamps = stamps;
        this.ledger = ledger;
        this.blocking = blocking;
    }

    static NodeRecordings open(DataDirectory data, Settings settings, MeterRegistry metrics) {
        try {
            Catalog catalog = Catalog.open(
                    data.resolve("catalog"),
                    settings.catalog(),
                    settings.node().name(),
                    new RetentionRules(settings.retention()));
            SpoolKeys keys = KeyPlace.of(settings.spool().key(), data.path()).loadOrCreate(spools(data, settings));
            Spool spool = Spool.open(
                    new SegmentPlaces(
                            data.resolve("spool"),
                            settings.spool().alternative(),
                            settings.spool().alternativeAfter(),
                            InstantSource.system()),
                    keys,
                    settings.recording(),
                    InstantSource.system());
            NodeSigner signer = NodeKeys.signer(data, settings);
            NodeStore store =
                    NodeStore.open(data, settings, signer, kept -> stamps(data, settings, kept, metrics), metrics);
            ExecutorService blocking =
                    Executors.newFixedThreadPool(settings.recording().finishers() + SPARE_THREADS, work -> {
                        Thread thread = new Thread(work, "recordings");
                        thread.setDaemon(true);
                        return thread;
                    });
            RecordingService service = new RecordingService(
                    place(settings),
                    spool,
                    catalog,
                    store.store(),
                    blocking,
                    settings.recording(),
                    settings.outputs(),
                    foreign(settings),
                    NodeKeys.recipients(settings),
                    metrics);
            store.follow(spool, keys, service::lookAgain, metrics);
            return new NodeRecordings(
                    spool,
                    catalog,
                    store,
                    service,
                    signer,
                    NodeKeys.playback(settings),
                    store.stamps(),
                    data.resolve(LedgerLine.FILE.toString()),
                    blocking);
        } catch (IOException | CatalogException | PemProblem | IllegalArgumentException e) {
            throw new StartFailed("recordings in " + data.path() + " cannot be opened: " + e.getMessage(), e);
        }
    }

    private static List<Path> spools(DataDirectory data, Settings settings) {
        List<Path> spools = new ArrayList<>(List.of(data.resolve("spool")));
        settings.spool().alternative().ifPresent(spools::add);
        return spools;
    }

    private static RecordingService.Place place(Settings settings) {
        List<SegmentSource> others = new ArrayList<>();
        settings.finishing()
                .otherSpools()
                .forEach((node, data) -> others.add(new SpoolDirectory(
                        node, data, KeyPlace.of(settings.spool().key(), data))));
        return new RecordingService.Place(
                settings.node().name(), others, settings.finishing().waitForParts());
    }

    private static Optional<TimeStamps> stamps(
            DataDirectory data, Settings settings, KeptRecordings store, MeterRegistry metrics) throws IOException {
        if (settings.timeStamping().url().isEmpty()) {
            return Optional.empty();
        }
        TimeStampAuthority authority = TimeStampAuthority.of(settings.timeStamping());
        return Optional.of(TimeStamps.open(data.resolve("evidence").resolve("time-stamps"), store, authority, metrics));
    }

    private static Optional<ForeignDecoder> foreign(Settings settings) {
        return Ffmpeg.of(settings.recording().ffmpeg(), System.getenv().getOrDefault("PATH", ""));
    }

    /** Signs what this node vouches for. */
    NodeSigner signer() {
        return signer;
    }

    /** Begins to look after what is kept. */
    Custody custody(DataDirectory data, Settings settings, AuditTrail audit, Alarms alarms) {
        stamps.ifPresent(each -> each.tell(alarms));
        Remover.Parts parts = new Remover.Parts(
                catalog,
                spool,
                store::erased,
                store.store(),
                store::directory,
                new Tombstones(data.resolve("evidence")),
                signer,
                audit,
                InstantSource.system(),
                settings.retention().keepRows());
        return Custody.open(parts, settings.retention(), alarms);
    }

    /** For what blocks on catalog and store. */
    ExecutorService blocking() {
        return blocking;
    }

    MediaSink sink() {
        return new SpoolSink(spool);
    }

    /** What nodes keep beside recordings. */
    Jdbi database() {
        return catalog.database();
    }

    Recordings recordings() {
        return service;
    }

    RecordingQueries queries() {
        return new CatalogQueries(service, store.store(), playback, ledger, blocking);
    }

    /** Finishes what earlier processes left; completes with how many when all are finished. */
    CompletionStage<Integer> recover() {
        return service.recover();
    }

    /** A disk that does not answer counts as full. */
    long freeBytes() {
        try {
            return spool.freeBytes();
        } catch (IOException e) {
            return 0;
        }
    }

    boolean catalogAnswers() {
        try {
            catalog.page(PageRequest.first(1));
            return true;
        } catch (CatalogException e) {
            return false;
        }
    }

    /** Why the store does not serve; empty while it does. */
    Optional<String> storeAway() {
        return store.away();
    }

    /** Waits until no recording is being finished; what is left then is finished at the next start. */
    void awaitIdle() throws InterruptedException {
        long deadline = System.nanoTime() + IDLE_WITHIN.toNanos();
        while (service.inWork() > 0 && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
        }
    }

    @Override
    public void close() {
        service.close();
        stamps.ifPresent(TimeStamps::close);
        store.close();
        blocking.shutdown();
        catalog.close();
    }
}
