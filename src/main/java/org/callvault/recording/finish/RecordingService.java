package org.callvault.recording.finish;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.callvault.config.Settings;
import org.callvault.config.output.Outputs;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.recording.Recordings;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.catalog.CatalogEntry;
import org.callvault.recording.catalog.Page;
import org.callvault.recording.catalog.PageRequest;
import org.callvault.recording.catalog.RecordingState;
import org.callvault.recording.foreign.ForeignDecoder;
import org.callvault.recording.seal.Recipients;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.store.RecordingStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recordings from the first packet to the store. A recording that has ended is finished as often as it takes: its segments
 * stay in the spool until store and catalog have it, and what a process could not finish, the next one does.
 *
 * <p>Everything that blocks runs on the executor passed in, which should have a few threads more than there are finishers.
 */
public final class RecordingService implements Recordings, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RecordingService.class);
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final int MAX_DOUBLINGS = 6;

    /** After this many attempts, about five minutes, the catalog says failed; attempts go on. */
    private static final int FAILED_AFTER = 10;

    private final Spool spool;
    private final Catalog catalog;
    private final Finisher finisher;
    private final Executor blocking;
    private final FinishQueue queue;
    private final MeterRegistry meters;
    private final Duration firstRetry;
    private final Set<RecordingId> ours = ConcurrentHashMap.newKeySet();
    private final Map<RecordingId, FinishJob> jobs = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * With a program for what nothing here decodes, or without.
     *
     * @param recipients for whom recordings are sealed; empty keeps them in the clear
     */
    public RecordingService(
            Spool spool,
            Catalog catalog,
            RecordingStore store,
            Executor blocking,
            Settings.Recording settings,
            Outputs outputs,
            Optional<ForeignDecoder> foreign,
            Optional<Recipients> recipients,
            MeterRegistry meters) {
        this(spool, catalog, store, blocking, settings, outputs, foreign, recipients, meters, FIRST_RETRY);
    }

    RecordingService(
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
        this.finisher =
                new Finisher(List.of(spool.source("")), store, foreign, recipients, settings.silenceAfter(), outputs);
        this.blocking = blocking;
        this.queue = new FinishQueue(settings.finishers(), blocking);
        this.meters = meters;
        this.firstRetry = firstRetry;
        Gauge.builder("callvault.recording.finishing", jobs, Map::size).register(meters);
        gauge("callvault.spool.pending.bytes", () -> spool.health().pendingBytes());
        gauge("callvault.spool.failed.flushes", () -> spool.health().failedFlushes());
        gauge("callvault.spool.dropped.chunks", () -> spool.health().droppedChunks());
    }

    private void gauge(String name, Supplier<Number> value) {
        Gauge.builder(name, value).register(meters);
    }

    @Override
    public CompletionStage<Void> begin(RecordingDescription description) {
        ours.add(description.id());
        return CompletableFuture.runAsync(() -> catalog.insertLive(description), blocking);
    }

    @Override
    public CompletionStage<Void> finish(RecordingDescription description) {
        ours.add(description.id());
        return submit(new FinishRequest(description.id(), description, null));
    }

    /**
     * Finishes what earlier processes left; call it once, at the start.
     *
     * @return how many, when all of them are finished
     */
    public CompletionStage<Integer> recover() {
        return CompletableFuture.supplyAsync(() -> new Recovery(spool, catalog).find(ours::contains), blocking)
                .thenCompose(this::submitAll);
    }

    private CompletionStage<Integer> submitAll(List<FinishRequest> requests) {
        CompletableFuture<?>[] all = requests.stream().map(this::submit).toArray(CompletableFuture<?>[]::new);
        return CompletableFuture.allOf(all).thenApply(done -> requests.size());
    }

    /** How many recordings wait to be finished or are being finished. */
    public int inWork() {
        return jobs.size();
    }

    /** A recording of the catalog. */
    public CompletionStage<Optional<CatalogEntry>> find(RecordingId id) {
        return CompletableFuture.supplyAsync(() -> catalog.find(id), blocking);
    }

    /** A page of the catalog, newest first. */
    public CompletionStage<Page> page(PageRequest request) {
        return CompletableFuture.supplyAsync(() -> catalog.page(request), blocking);
    }

    private CompletableFuture<Void> submit(FinishRequest request) {
        FinishJob job = new FinishJob(request);
        FinishJob running = jobs.putIfAbsent(request.id(), job);
        if (running != null) {
            return running.done;
        }
        enqueue(job);
        return job.done;
    }

    private void enqueue(FinishJob job) {
        try {
            queue.submit(() -> attempt(job));
        } catch (RejectedExecutionException e) {
            giveUp(job);
        }
    }

    /** The process ends: the spool keeps the recording for the next one. */
    private void giveUp(FinishJob job) {
        jobs.remove(job.request.id());
        job.done.completeExceptionally(new IllegalStateException("stopped before the recording was finished"));
    }

    private void attempt(FinishJob job) {
        if (closed) {
            giveUp(job);
            return;
        }
        try {
            RecordingState state = finishOnce(job);
            meters.counter("callvault.recording.finished", "state", state.name().toLowerCase(Locale.ROOT))
                    .increment();
            jobs.remove(job.request.id());
            ours.remove(job.request.id());
            job.done.complete(null);
        } catch (Exception e) {
            // Whatever it was, the segments are still there: a disk, a database or a defect may be better next time.
            retry(job, e);
        }
    }

    private RecordingState finishOnce(FinishJob job) throws IOException {
        FinishRequest request = job.request;
        if (spool.isUnwritten(request.id())) {
            throw new IOException("the disk has not taken all of the recording yet");
        }
        if (request.given() != null && job.attempts == 0) {
            catalog.markFinishing(request.given());
        }
        Finished finished = finisher.finish(request, Attempt.ALONE);
        RecordingState state = finished.manifest().recordingState();
        catalog.complete(finished.manifest().description(), state, finished.location(), finished.manifestSha256());
        spool.finished(request.id());
        return state;
    }

    private void retry(FinishJob job, Exception cause) {
        job.attempts++;
        meters.counter("callvault.recording.finish.retries").increment();
        Duration delay = firstRetry.multipliedBy(1L << Math.min(job.attempts - 1, MAX_DOUBLINGS));
        LOG.atWarn()
                .setCause(cause)
                .addKeyValue("recording", job.request.id())
                .log("finishing failed, next attempt in {}", delay);
        if (job.attempts == FAILED_AFTER) {
            markFailed(job.request.id());
        }
        CompletableFuture.delayedExecutor(delay.toMillis(), TimeUnit.MILLISECONDS, Runnable::run)
                .execute(() -> enqueue(job));
    }

    private void markFailed(RecordingId id) {
        try {
            catalog.markFailed(id);
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).addKeyValue("recording", id).log("the catalog does not take the failure either");
        }
    }

    /** Starts no further attempt; the next process goes on from the spool. */
    @Override
    public void close() {
        closed = true;
    }
}
