package org.callvault.recording.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.callvault.recording.RecordingId;
import org.callvault.recording.live.SegmentStore.Piece;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The thread that brings the segments of this node to the store, and takes over those of nodes that are gone: its own, where
 * the disk is another than before, by itself; those of others when it is asked, by a file {@code takeover/<node>} in the
 * data directory. A round that fails is tried again, ever later, and costs no call anything.
 */
public final class LiveSegments implements AutoCloseable {
    public static final String REQUESTS = "takeover";
    private static final Logger LOG = LoggerFactory.getLogger(LiveSegments.class);
    private static final int MOST_DOUBLINGS = 5;

    /** A node that misses so many rounds is gone. */
    private static final int MISSED = 6;

    private final SegmentStore store;
    private final String node;
    private final String instance;
    private final Path requests;
    private final Spool spool;
    private final Runnable finish;
    private final Duration interval;
    private final LiveUpload upload;
    private final Takeover takeover;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "live-upload");
        made.setDaemon(true);
        return made;
    });
    private boolean begun;
    private boolean ownTaken;
    private long beats;
    private int failures;
    private volatile long lastRound = System.nanoTime();

    private LiveSegments(
            SegmentStore store,
            String node,
            Path data,
            Spool spool,
            SpoolKeys keys,
            Duration interval,
            long bytesPerSecond,
            Runnable finish,
            MeterRegistry meters)
            throws IOException {
        this.store = store;
        this.node = node;
        this.instance = instance(data.resolve("instance"));
        this.requests = data.resolve(REQUESTS);
        this.spool = spool;
        this.finish = finish;
        this.interval = interval;
        this.upload = new LiveUpload(store, node, spool::segments, interval, bytesPerSecond, meters);
        this.takeover = new Takeover(store, spool, keys, instance, interval.multipliedBy(MISSED));
        Gauge.builder("callvault.live.upload.age.seconds", this, live -> (System.nanoTime() - live.lastRound) / 1e9)
                .register(meters);
    }

    /**
     * Begins.
     *
     * @param data directory of the node
     * @param finish is run when segments were taken over
     */
    public static LiveSegments start(
            SegmentStore store,
            String node,
            Path data,
            Spool spool,
            SpoolKeys keys,
            Duration interval,
            long bytesPerSecond,
            Runnable finish,
            MeterRegistry meters)
            throws IOException {
        LiveSegments live = new LiveSegments(store, node, data, spool, keys, interval, bytesPerSecond, finish, meters);
        live.next(Duration.ZERO);
        return live;
    }

    /** Names a data directory: two of them under one node's name are two. */
    private static String instance(Path file) throws IOException {
        if (!Files.exists(file)) {
            Files.writeString(file, UUID.randomUUID().toString());
        }
        return UUID.fromString(Files.readString(file).strip()).toString();
    }

    private void next(Duration delay) {
        if (!thread.isShutdown()) {
            var _ = thread.schedule(this::run, delay.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void run() {
        Duration delay = interval;
        try {
            round();
            lastRound = System.nanoTime();
            if (failures > 0) {
                LOG.info("segments of live calls reach the store again");
            }
            failures = 0;
        } catch (IOException | RuntimeException e) {
            if (failures == 0 && !thread.isShutdown()) {
                LOG.atWarn().setCause(e).log("segments of live calls do not reach the store");
            }
            failures = Math.min(failures + 1, MOST_DOUBLINGS);
            double jitter = 0.5 + RandomGenerator.getDefault().nextDouble();
            delay = Duration.ofMillis((long) (interval.toMillis() * (1L << failures) * jitter / 2));
        }
        next(delay);
    }

    /**
     * The keys of a recording were destroyed in this node's segments: destroys them in what the store has of those, too. Waits
     * for the round that goes on.
     *
     * @throws IOException when the store does not take it; then it is to be done again
     */
    public void erased(RecordingId recording) throws IOException {
        try {
            thread.submit(() -> {
                        begin();
                        upload.erased(recording);
                        return recording;
                    })
                    .get();
        } catch (ExecutionException e) {
            throw new IOException("keys of a recording are still in the store: " + e.getCause(), e.getCause());
        } catch (RejectedExecutionException e) {
            throw new IOException("the node stops", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("the node stops");
        }
    }

    private void begin() throws IOException {
        if (!begun) {
            upload.begin();
            begun = true;
        }
    }

    private void round() throws IOException {
        begin();
        store.beat(node, instance, Long.toString(++beats));
        upload.round();
        if (!ownTaken && takeover.isGone(node, System.nanoTime())) {
            takeOwn();
            ownTaken = true;
        }
        for (String other : requested()) {
            takeOver(other);
        }
    }

    private void takeOwn() throws IOException {
        boolean some = false;
        for (Map.Entry<String, List<Piece>> orphan : upload.orphans().entrySet()) {
            some |= takeover.take(node, orphan.getKey(), orphan.getValue());
        }
        takeover.close(node);
        if (some) {
            upload.round();
            finish.run();
        }
    }

    private List<String> requested() throws IOException {
        if (!Files.isDirectory(requests)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(requests)) {
            return files.map(LiveUpload::name)
                    .filter(name -> !name.equals(node))
                    .toList();
        }
    }

    /** What was taken is brought to the store as this node's own, before it is taken away as the other's. */
    private void takeOver(String other) throws IOException {
        if (!takeover.isGone(other, System.nanoTime())) {
            return;
        }
        Map<String, List<Piece>> pieces = new TreeMap<>();
        store.pieces(other).forEach(piece -> pieces.computeIfAbsent(piece.segment(), name -> new ArrayList<>())
                .add(piece));
        List<String> taken = new ArrayList<>();
        for (Map.Entry<String, List<Piece>> segment : pieces.entrySet()) {
            Path file = spool.directory().resolve(segment.getKey());
            if (Files.exists(file) || takeover.take(other, segment.getKey(), segment.getValue())) {
                taken.add(segment.getKey());
            }
        }
        while (taken.stream().anyMatch(segment -> isBehind(spool.directory().resolve(segment)))) {
            upload.round();
        }
        for (String segment : taken) {
            for (Piece piece : pieces.getOrDefault(segment, List.of())) {
                store.delete(other, piece);
            }
        }
        takeover.close(other);
        Files.deleteIfExists(requests.resolve(other));
        LOG.atInfo()
                .addKeyValue("node", other)
                .addKeyValue("segments", taken.size())
                .log("taken over; its recordings are finished here");
        finish.run();
    }

    private boolean isBehind(Path file) {
        Long bytes = spool.segments().get(file);
        return bytes != null && !upload.has(file, bytes);
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("a request to the store is left behind");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
