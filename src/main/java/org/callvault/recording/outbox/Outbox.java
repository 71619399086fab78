package org.callvault.recording.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.callvault.recording.RecordingId;
import org.callvault.recording.evidence.EvidenceStore;
import org.callvault.recording.store.RecordingStore;
import org.callvault.recording.store.RemoteStore;
import org.callvault.recording.store.StagedRecording;
import org.callvault.recording.store.StoreAway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store on other machines, behind a directory of this one. A recording is put together, chained, signed and committed in the
 * directory, as if that were its store; then it is delivered as it is, and leaves the directory when it has arrived. A stop at
 * any moment leaves it in one of the two, or in both with the same bytes. While the store is away nothing is attempted but a
 * look now and then, so that thousands of recordings that wait cost nothing.
 */
public final class Outbox implements RecordingStore, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);

    private final EvidenceStore signed;
    private final NearAndFar kept;
    private final RemoteStore remote;
    private final Counter delivered;
    private final Counter failures;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "store-watch");
        thread.setDaemon(true);
        return thread;
    });
    private final AtomicInteger waiting = new AtomicInteger();
    private volatile Optional<String> away = Optional.empty();

    /**
     * In front of a store.
     *
     * @param signed over the directory of {@code kept}
     * @param lookEvery how often a store that is away is asked whether it is back
     */
    public Outbox(EvidenceStore signed, NearAndFar kept, Duration lookEvery, MeterRegistry meters) throws IOException {
        this.signed = signed;
        this.kept = kept;
        this.remote = kept.far();
        this.waiting.set(kept.waiting());
        this.delivered = meters.counter("callvault.store.delivered");
        this.failures = meters.counter("callvault.store.failures");
        Gauge.builder("callvault.store.waiting", waiting, AtomicInteger::get).register(meters);
        Gauge.builder("callvault.store.away", this, outbox -> outbox.away.isPresent() ? 1 : 0)
                .register(meters);
        var _ = watch.scheduleWithFixedDelay(this::look, 0, lookEvery.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Why the store does not serve; empty while it does. */
    public Optional<String> away() {
        return away;
    }

    /** Recordings that are complete and wait here. */
    public int waiting() {
        return waiting.get();
    }

    private void look() {
        try {
            remote.check();
            serves();
        } catch (IOException | RuntimeException e) {
            isAway(e);
        }
    }

    private void serves() {
        if (away.isPresent()) {
            LOG.info("the store serves again");
        }
        away = Optional.empty();
    }

    private void isAway(Exception why) {
        String reason = String.valueOf(why.getMessage());
        if (away.isEmpty()) {
            LOG.error("the store is away: calls go on, recordings wait on this node's disk: {}", reason);
        }
        away = Optional.of(reason);
    }

    @Override
    public StagedRecording stage(RecordingId id) throws IOException {
        return new Staged(id, signed.stage(id));
    }

    @Override
    public Optional<String> resume(RecordingId id) throws IOException {
        if (kept.isNear(id)) {
            return Optional.of(deliver(id));
        }
        requireServing();
        return noting(() -> remote.location(id));
    }

    /** Settles the chain first: what is announced is looked for in the directory, and there it must be until then. */
    private String deliver(RecordingId id) throws IOException {
        signed.settle();
        requireServing();
        String location = noting(() -> kept.deliver(id));
        waiting.set(kept.waiting());
        delivered.increment();
        return location;
    }

    private void requireServing() throws StoreAway {
        Optional<String> reason = away;
        if (reason.isPresent()) {
            throw new StoreAway(reason.get());
        }
    }

    private interface Asking<T> {
        T ask() throws IOException;
    }

    private <T> T noting(Asking<T> asking) throws IOException {
        try {
            return asking.ask();
        } catch (StoreAway e) {
            failures.increment();
            isAway(e);
            throw e;
        } catch (IOException e) {
            failures.increment();
            throw e;
        }
    }

    @Override
    public Optional<String> location(RecordingId id) throws IOException {
        return kept.location(id);
    }

    @Override
    public SeekableByteChannel read(RecordingId id, String name) throws IOException {
        return kept.read(id, name);
    }

    @Override
    public void add(RecordingId id, String name, byte[] content) throws IOException {
        kept.add(id, name, content);
    }

    @Override
    public void delete(RecordingId id) throws IOException {
        signed.settle();
        kept.delete(id);
        waiting.set(kept.waiting());
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
            staged.commit();
            waiting.set(kept.waiting());
            return deliver(id);
        }

        @Override
        public void close() throws IOException {
            staged.close();
        }
    }

    @Override
    public void close() {
        watch.shutdownNow();
    }
}
