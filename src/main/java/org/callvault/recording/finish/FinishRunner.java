package org.callvault.recording.finish;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.CatalogException;
import org.callvault.recording.catalog.FinishingQueue;
import org.callvault.recording.catalog.FinishingQueue.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes recordings from the queue of the catalog, so many at a time, and renews their leases while they are worked on. Looks when
 * it is told that there is something, and once a second, because other nodes queue too and leases end. A catalog that is away is
 * asked again.
 */
final class FinishRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(FinishRunner.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    /** How leases are held. */
    record Terms(String node, List<String> spools, Duration waitForParts, int parallelism, Duration lease) {
        Terms {
            spools = List.copyOf(spools);
        }

        /** Four times, so that three that fail cost nothing. */
        Duration renewEvery() {
            return lease.dividedBy(4);
        }
    }

    /** Does the work of a lease, and lets nothing escape. */
    interface Work {
        void finish(RunningAttempt attempt);
    }

    private final FinishingQueue queue;
    private final Terms terms;
    private final Executor blocking;
    private final Work work;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "finishing-clock");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<RecordingId, RunningAttempt> running = new ConcurrentHashMap<>();
    private final Object turn = new Object();
    private int workers;
    private boolean wanted;
    private boolean away;
    private boolean closed;

    FinishRunner(FinishingQueue queue, Terms terms, Executor blocking, Work work) {
        this.queue = queue;
        this.terms = terms;
        this.blocking = blocking;
        this.work = work;
    }

    void start() {
        every(LOOK_EVERY, this::look);
        every(terms.renewEvery(), () -> blocking.execute(this::renewAll));
    }

    /** Runs something again and again on the clock's own thread, which it must not hold up. */
    void every(Duration interval, Runnable task) {
        var _ = clock.scheduleWithFixedDelay(
                () -> quietly(task), interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Runs something after a while on a thread that may wait. */
    void after(Duration delay, Runnable task) {
        try {
            var _ = clock.schedule(
                    () -> quietly(() -> blocking.execute(task)), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            // The process ends.
        }
    }

    private static void quietly(Runnable task) {
        try {
            task.run();
        } catch (RejectedExecutionException e) {
            // The process ends.
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("the clock of finishing goes on after a failure");
        }
    }

    /** There may be something to do. */
    void look() {
        synchronized (turn) {
            wanted = true;
            while (!closed && workers < terms.parallelism()) {
                workers++;
                try {
                    blocking.execute(this::takeAll);
                } catch (RejectedExecutionException e) {
                    workers--;
                    return;
                }
            }
        }
    }

    private void takeAll() {
        boolean more = true;
        while (more) {
            synchronized (turn) {
                wanted = false;
            }
            boolean taken = true;
            while (taken && !isClosed()) {
                taken = take();
            }
            synchronized (turn) {
                more = wanted && !closed;
                if (!more) {
                    workers--;
                }
            }
        }
    }

    private boolean take() {
        Optional<Lease> lease;
        try {
            lease = queue.claim(terms.node(), terms.spools(), terms.waitForParts(), terms.lease());
            away = false;
        } catch (CatalogException e) {
            if (!away) {
                LOG.atWarn().setCause(e).log("recordings wait to be finished until the catalog is back");
            }
            away = true;
            return false;
        }
        lease.ifPresent(this::run);
        return lease.isPresent();
    }

    private void run(Lease lease) {
        RunningAttempt attempt = new RunningAttempt(queue, lease, terms.lease());
        RunningAttempt before = running.get(lease.recording());
        if (before != null && before.goesOnWith(lease)) {
            return;
        }
        running.put(lease.recording(), attempt);
        try {
            work.finish(attempt);
        } catch (RuntimeException | Error e) {
            // The lease ends by itself, and its attempt was counted: this worker must live, and a poisoned recording
            // wait.
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("recording", lease.recording())
                    .log("an attempt ended in a defect");
        } finally {
            attempt.end();
            running.remove(lease.recording(), attempt);
        }
    }

    private void renewAll() {
        for (RunningAttempt attempt : running.values()) {
            try {
                attempt.renew();
                LOG.atInfo()
                        .addKeyValue("recording", attempt.lease().recording())
                        .addKeyValue("stage", attempt.stageName())
                        .addKeyValue("percent", attempt.percent())
                        .log("finishing goes on");
            } catch (CatalogException e) {
                LOG.atWarn()
                        .setCause(e)
                        .addKeyValue("recording", attempt.lease().recording())
                        .log("the lease could not be renewed");
            }
        }
    }

    /** What this process works on now. */
    Collection<RunningAttempt> running() {
        return List.copyOf(running.values());
    }

    private boolean isClosed() {
        synchronized (turn) {
            return closed;
        }
    }

    /** Takes nothing more. */
    @Override
    public void close() {
        synchronized (turn) {
            closed = true;
        }
        clock.shutdownNow();
    }
}
