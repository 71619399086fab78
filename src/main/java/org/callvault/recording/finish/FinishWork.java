package org.callvault.recording.finish;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.catalog.CatalogEntry;
import org.callvault.recording.catalog.CatalogException;
import org.callvault.recording.catalog.FinishingQueue;
import org.callvault.recording.catalog.FinishingQueue.Lease;
import org.callvault.recording.catalog.RecordingState;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.store.RecordingRemoved;
import org.callvault.recording.store.StoreAway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done under a lease: render, keep, enter in the catalog, and only then delete segments; or give it back. */
final class FinishWork implements FinishRunner.Work {
    private static final Logger LOG = LoggerFactory.getLogger(FinishWork.class);
    private static final int MAX_DOUBLINGS = 6;

    /** After this many attempts, about five minutes, the catalog says failed; attempts go on. */
    private static final int FAILED_AFTER = 10;

    /** Is told what becomes of recordings. */
    interface Listener {
        void kept(RecordingId id);

        void triedAgain(Duration after);
    }

    private final String node;
    private final List<String> spools;
    private final Spool spool;
    private final Catalog catalog;
    private final FinishingQueue queue;
    private final Finisher finisher;
    private final Leftovers leftovers;
    private final MeterRegistry meters;
    private final Duration firstRetry;
    private final Listener listener;
    private final StoreWaits waits = new StoreWaits(System::nanoTime);

    FinishWork(
            String node,
            List<String> spools,
            Spool spool,
            Catalog catalog,
            Finisher finisher,
            MeterRegistry meters,
            Duration firstRetry,
            Listener listener) {
        this.node = node;
        this.spools = spools;
        this.spool = spool;
        this.catalog = catalog;
        this.queue = catalog.finishing();
        this.finisher = finisher;
        this.leftovers = new Leftovers(spool);
        this.meters = meters;
        this.firstRetry = firstRetry;
        this.listener = listener;
    }

    @Override
    public void finish(RunningAttempt attempt) {
        Lease lease = attempt.lease();
        try {
            finish(attempt, !spools.containsAll(queue.parts(lease.recording())));
        } catch (RunningAttempt.LeaseLost e) {
            LOG.atWarn().addKeyValue("recording", lease.recording()).log(e.getMessage());
        } catch (RecordingRemoved removed) {
            forget(attempt.end());
        } catch (Exception e) {
            // Whatever it was, the segments are still there: a disk, a database or a defect may be better next time.
            retry(attempt.end(), e);
        }
    }

    private void finish(RunningAttempt attempt, boolean incomplete) throws IOException {
        Lease lease = attempt.lease();
        RecordingId spooled = spooled(lease);
        if (catalog.isRemoved(spooled) || catalog.isRemoved(lease.recording())) {
            throw new RecordingRemoved(lease.recording());
        }
        if (spool.isUnwritten(spooled)) {
            throw new IOException("the disk has not taken all of the recording yet");
        }
        FinishRequest request = new FinishRequest(
                lease.recording(),
                lease.given(),
                catalog.find(spooled).map(Recovery::remembered).orElse(null),
                lease.supplements(),
                incomplete);
        Finished finished = finisher.finish(request, attempt);
        Manifest manifest = finished.manifest();
        RecordingState state = manifest.recordingState();
        if (!queue.complete(
                attempt.end(), manifest.description(), state, finished.location(), finished.manifestSha256())) {
            if (catalog.isRemoved(lease.recording())) {
                // Another node finished it, and it was removed, while this one was held up.
                finisher.delete(lease.recording());
            }
            throw new RunningAttempt.LeaseLost();
        }
        meters.counter("callvault.recording.finished", "state", state.name().toLowerCase(Locale.ROOT))
                .increment();
        waits.over();
        settle(spooled, Optional.of(manifest));
        listener.kept(lease.recording());
    }

    private static RecordingId spooled(Lease lease) {
        return lease.supplements() == null ? lease.recording() : lease.supplements();
    }

    /** What was removed does not come back, whatever turns up of it: its keys go where it lies. */
    private void forget(Lease lease) {
        try {
            erase(spooled(lease));
            queue.discard(lease);
            listener.kept(lease.recording());
        } catch (IOException | RuntimeException e) {
            retry(lease, e);
        }
    }

    private void erase(RecordingId spooled) throws IOException {
        LOG.atInfo()
                .addKeyValue("recording", spooled)
                .log("the spool still had something of a recording that was removed");
        spool.erase(spooled);
    }

    /** Deletes what the spool has of a kept recording, or has it kept as a supplement where it is in none. */
    void settle(RecordingId spooled) {
        try {
            settle(spooled, finisher.kept(spooled).map(Finished::manifest));
        } catch (IOException e) {
            LOG.atWarn().setCause(e).addKeyValue("recording", spooled).log("its segments stay for now");
        }
    }

    private void settle(RecordingId spooled, Optional<Manifest> kept) throws IOException {
        Optional<RecordingId> left = leftovers.settle(spooled, kept);
        if (left.isEmpty()) {
            return;
        }
        if (catalog.isRemoved(spooled) || catalog.isRemoved(left.get())) {
            erase(spooled);
            return;
        }
        Optional<Finished> supplement = finisher.kept(left.get());
        boolean entered = catalog.find(left.get())
                .map(CatalogEntry::state)
                .filter(RecordingState::isFinal)
                .isPresent();
        if (supplement.isPresent() && entered) {
            leftovers.settle(spooled, supplement.map(Finished::manifest));
        } else {
            LOG.atWarn()
                    .addKeyValue("recording", spooled)
                    .addKeyValue("supplement", left.get())
                    .log("a part turned up after the recording was finished");
            queue.add(left.get(), null, spooled, node);
            listener.triedAgain(Duration.ZERO);
        }
    }

    private void retry(Lease lease, Exception cause) {
        meters.counter("callvault.recording.finish.retries").increment();
        Duration delay = firstRetry.multipliedBy(1L << Math.min(lease.attempts() - 1, MAX_DOUBLINGS));
        if (cause instanceof StoreAway) {
            waits.told(cause.getMessage()).ifPresent(LOG::warn);
        } else {
            LOG.atWarn()
                    .setCause(cause)
                    .addKeyValue("recording", lease.recording())
                    .log("finishing failed, next attempt in {}", delay);
        }
        giveBack(lease, delay, String.valueOf(cause.getMessage()));
        // A store that is away is no fault of the recording.
        if (lease.attempts() == FAILED_AFTER && !(cause instanceof StoreAway)) {
            try {
                catalog.markFailed(lease.recording());
            } catch (CatalogException e) {
                LOG.atWarn().setCause(e).log("the catalog does not take the failure either");
            }
        }
    }

    /** Where the catalog does not take it back, the lease ends by itself. */
    private void giveBack(Lease lease, Duration delay, String reason) {
        try {
            queue.release(lease, delay, reason);
            listener.triedAgain(delay);
        } catch (CatalogException e) {
            LOG.atWarn().setCause(e).addKeyValue("recording", lease.recording()).log("the lease ends by itself");
        }
    }
}
