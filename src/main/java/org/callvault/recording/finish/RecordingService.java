package org.callvault.recording.finish;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.callvault.config.Settings;
import org.callvault.config.output.Outputs;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.recording.Recordings;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.catalog.CatalogEntry;
import org.callvault.recording.catalog.CatalogException;
import org.callvault.recording.catalog.FinishingQueue;
import org.callvault.recording.catalog.Page;
import org.callvault.recording.catalog.PageRequest;
import org.callvault.recording.catalog.QueuedRecordings;
import org.callvault.recording.foreign.ForeignDecoder;
import org.callvault.recording.seal.Recipients;
import org.callvault.recording.spool.SegmentSource;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.store.RecordingStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recordings from the first packet to the store. One that has ended is queued in the catalog, and finished as often as it takes
 * by a node that can read its segments; these stay until store and catalog have it. While the catalog is away, what is to be
 * queued waits here; what a process could not queue, the next one finds in the spool.
 *
 * <p>Everything that blocks runs on the executor passed in, which should have a few threads more than there are finishers.
 */
public final class RecordingService implements Recordings, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordingService.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final Duration LEASE = Duration.ofMinutes(1);
    private static final Duration COUNT_EVERY = Duration.ofSeconds(10);
    private static final Duration TIDY_EVERY = Duration.ofMinutes(1);
    private static final int MOST_LISTED = 1000;

    /**
     * Which node this is among those that share a catalog.
     *
     * @param others spools of other nodes that it can read
     * @param waitForParts how long a recording waits for a node that can read all of it
     */
    public record Place(String node, List<SegmentSource> others, Duration waitForParts) {
        public Place {
            others = List.copyOf(others);
        }

        /** A node that reads nobody else's spool. */
        public static Place alone(String node) {
            return new Place(node, List.of(), Duration.ZERO);
        }
    }

    private final Spool spool;
    private final Catalog catalog;
    private final FinishingQueue queue;
    private final QueuedRecordings queued;
    private final FinishWork work;
    private final FinishRunner runner;
    private final Executor blocking;
    private final String node;
    private final Duration firstRetry;
    private final Set<RecordingId> ours = ConcurrentHashMap.newKeySet();
    private final Map<RecordingId, CompletableFuture<Void>> waiting = new ConcurrentHashMap<>();

    /**
     * With a program for what nothing here decodes, or without.
     *
     * @param recipients for whom recordings are sealed; empty keeps them in the clear
     */
    public RecordingService(
            Place place,
            Spool spool,
            Catalog catalog,
            RecordingStore store,
            Executor blocking,
            Settings.Recording settings,
            Outputs outputs,
            Optional<ForeignDecoder> foreign,
            Optional<Recipients> recipients,
            MeterRegistry meters) {
        this(place, spool, catalog, store, blocking, settings, outputs, foreign, recipients, meters, FIRST_RETRY);
    }

    RecordingService(
            Place place,
            Spool spool,
            Catalog catalog,
            RecordingStore store,
            Executor blocking,
            Settings.Recording settings,
            Outputs outputs,
            Optional<ForeignDecoder> foreign,
            Optional<Recipients> recipients,
            MeterRegistry meters,
            Duration firstRetry) {
        this.spool = spool;
        this.catalog = catalog;
        this.queue = catalog.finishing();
        this.queued = catalog.queued();
        this.blocking = blocking;
        this.node = place.node();
        this.firstRetry = firstRetry;
        List<SegmentSource> spools = new ArrayList<>(List.of(spool.source(node)));
        spools.addAll(place.others());
        List<String> names = spools.stream().map(SegmentSource::node).toList();
        Finisher finisher = new Finisher(spools, store, foreign, recipients, settings.silenceAfter(), outputs);
        this.work = new FinishWork(node, names, spool, catalog, finisher, meters, firstRetry, new Told());
        this.runner = new FinishRunner(
                queue,
                new FinishRunner.Terms(node, names, place.waitForParts(), settings.finishers(), LEASE),
                blocking,
                work);
        FinishMeters counted = FinishMeters.register(meters, waiting, queued, spool);
        runner.every(COUNT_EVERY, () -> blocking.execute(counted::count));
        runner.every(TIDY_EVERY, () -> blocking.execute(this::tidy));
        runner.start();
    }

    /** What the work tells of a recording. */
    private final class Told implements FinishWork.Listener {
        @Override
        public void kept(RecordingId id) {
            ours.remove(id);
            CompletableFuture<Void> done = waiting.remove(id);
            if (done != null) {
                done.complete(null);
            }
        }

        @Override
        public void triedAgain(Duration after) {
            runner.after(after, runner::look);
        }
    }

    @Override
    public CompletionStage<Void> begin(RecordingDescription description) {
        ours.add(description.id());
        return CompletableFuture.runAsync(
                () -> {
                    catalog.insertLive(description);
                    queue.hold(description.id(), description.node());
                },
                blocking);
    }

    @Override
    public CompletionStage<Void> finish(RecordingDescription description) {
        ours.add(description.id());
        return submit(description.id(), Optional.of(description));
    }

    /**
     * Finishes what earlier processes left; call it once, at the start.
     *
     * @return how many, when all of them are finished
     */
    public CompletionStage<Integer> recover() {
        return CompletableFuture.supplyAsync(
                        () -> {
                            queue.abandon(node);
                            tidy();
                            return new Recovery(spool, catalog).find(ours::contains);
                        },
                        blocking)
                .thenCompose(found -> {
                    CompletableFuture<?>[] all = found.stream()
                            .map(id -> submit(id, Optional.empty()))
                            .toArray(CompletableFuture<?>[]::new);
                    return CompletableFuture.allOf(all).thenApply(done -> found.size());
                });
    }

    /** Finishes what came into the spool since the start, from a node or a disk that is gone. */
    public void lookAgain() {
        blocking.execute(() -> {
            try {
                for (RecordingId id : new Recovery(spool, catalog).find(ours::contains)) {
                    var _ = submit(id, Optional.empty());
                }
            } catch (CatalogException e) {
                LOG.atWarn().setCause(e).log("what was taken over waits until the catalog is back");
                runner.after(firstRetry, this::lookAgain);
            }
        });
    }

    /** How many recordings of this process wait to be finished or are being finished. */
    public int inWork() {
        return waiting.size();
    }

    /** A recording of the catalog. */
    public CompletionStage<Optional<CatalogEntry>> find(RecordingId id) {
        return CompletableFuture.supplyAsync(() -> catalog.find(id), blocking);
    }

    /** A page of the catalog, newest first. */
    public CompletionStage<Page> page(PageRequest request) {
        return CompletableFuture.supplyAsync(() -> catalog.page(request), blocking);
    }

    /** The queue of all nodes, the oldest first; of what this one does as far as it is now. */
    public CompletionStage<List<QueuedRecordings.Entry>> queued() {
        return CompletableFuture.supplyAsync(
                () -> queued.list(MOST_LISTED).stream().map(this::now).toList(), blocking);
    }

    /** A recording in the queue. */
    public CompletionStage<Optional<QueuedRecordings.Entry>> queued(RecordingId id) {
        return CompletableFuture.supplyAsync(() -> queued.find(id).map(this::now), blocking);
    }

    private QueuedRecordings.Entry now(QueuedRecordings.Entry entry) {
        return runner.running().stream()
                .filter(attempt -> attempt.lease().recording().equals(entry.recording()))
                .findFirst()
                .map(attempt -> entry.at(attempt.stageName(), attempt.percent()))
                .orElse(entry);
    }

    private CompletableFuture<Void> submit(RecordingId id, Optional<RecordingDescription> given) {
        CompletableFuture<Void> mine = new CompletableFuture<>();
        CompletableFuture<Void> before = waiting.putIfAbsent(id, mine);
        enqueue(id, given, firstRetry);
        return before == null ? mine : before;
    }

    private void enqueue(RecordingId id, Optional<RecordingDescription> given, Duration retry) {
        try {
            blocking.execute(() -> {
                try {
                    queue.add(id, given.orElse(null), null, node);
                    runner.look();
                } catch (CatalogException e) {
                    LOG.atWarn().setCause(e).addKeyValue("recording", id).log("not queued yet, again in {}", retry);
                    Duration next = retry.multipliedBy(2);
                    runner.after(retry, () -> enqueue(id, given, next.compareTo(LEASE) > 0 ? LEASE : next));
                }
            });
        } catch (RejectedExecutionException e) {
            // The process ends: the spool keeps the recording for the next one.
            CompletableFuture<Void> done = waiting.remove(id);
            if (done != null) {
                done.completeExceptionally(new IllegalStateException("stopped before the recording was queued"));
            }
        }
    }

    /** Looks after what other nodes have finished: segments of it that are here, and those who wait for it. */
    void tidy() {
        try {
            for (RecordingId id : spool.settled()) {
                if (!waiting.containsKey(id) && isKept(id)) {
                    work.settle(id);
                }
            }
            for (RecordingId id : waiting.keySet()) {
                if (isKept(id) && queued.find(id).isEmpty()) {
                    new Told().kept(id);
                }
            }
            runner.look();
        } catch (CatalogException e) {
            LOG.atWarn().setCause(e).log("the spool is looked through when the catalog is back");
        }
    }

    private boolean isKept(RecordingId id) {
        return catalog.find(id).filter(entry -> entry.state().isFinal()).isPresent();
    }

    /** Starts no further attempt; the next process goes on from the queue and the spool. */
    @Override
    public void close() {
        runner.close();
    }
}
