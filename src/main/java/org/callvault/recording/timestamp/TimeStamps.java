package org.callvault.recording.timestamp;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.callvault.alarm.Alarm.Severity;
import org.callvault.alarm.Alarms;
import org.callvault.recording.RecordingId;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.spool.segment.Durable;
import org.callvault.recording.store.KeptRecordings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets a time stamp for each signature, whenever its authority answers; finishing does not wait for it. What is still owed
 * is an empty file each, named as the recording is, so it outlives the process; one thread asks, one recording after
 * another, and waits longer after each row of failures. Memory does not grow with what is owed.
 */
public final class TimeStamps implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TimeStamps.class);
    private static final String SIGNATURE = Manifest.NAME + ".p7s";
    private static final Duration FIRST_RETRY = Duration.ofSeconds(1);
    private static final int MAX_DOUBLINGS = 8;

    /** One recording alone may have a fault of its own; so many in a row are the authority's. */
    private static final int GIVE_UP_AFTER = 3;

    private static final String ALARM = "time-stamps";

    /** Rounds, about four seconds: an authority may be restarted. */
    private static final int ALARM_AFTER = 3;

    private final Path owed;
    private final KeptRecordings store;
    private final TimeStampAuthority authority;
    private final MeterRegistry meters;
    private final Duration firstRetry;
    private final AtomicLong pending;
    private final Set<RecordingId> beingKept = ConcurrentHashMap.newKeySet();
    private final Semaphore due = new Semaphore(1);
    private final CountDownLatch closed = new CountDownLatch(1);
    private volatile @Nullable Alarms alarms;
    private final Thread worker = new Thread(this::run, "time-stamps");

    private TimeStamps(
            Path owed,
            KeptRecordings store,
            TimeStampAuthority authority,
            MeterRegistry meters,
            Duration firstRetry,
            long pending) {
        this.owed = owed;
        this.store = store;
        this.authority = authority;
        this.meters = meters;
        this.firstRetry = firstRetry;
        this.pending = new AtomicLong(pending);
        Gauge.builder("callvault.recording.timestamps.pending", this.pending, AtomicLong::get)
                .register(meters);
        worker.setDaemon(true);
    }

    /**
     * Goes on with what earlier processes still owed.
     *
     * @param owed directory of its own, made if it is not there
     * @param store in which recordings lie with their signatures
     */
    public static TimeStamps open(Path owed, KeptRecordings store, TimeStampAuthority authority, MeterRegistry meters)
            throws IOException {
        return open(owed, store, authority, meters, FIRST_RETRY);
    }

    static TimeStamps open(
            Path owed, KeptRecordings store, TimeStampAuthority authority, MeterRegistry meters, Duration firstRetry)
            throws IOException {
        Files.createDirectories(owed);
        long pending;
        try (Stream<Path> each = Files.list(owed)) {
            pending = each.count();
        }
        TimeStamps stamps = new TimeStamps(owed, store, authority, meters, firstRetry, pending);
        stamps.worker.start();
        return stamps;
    }

    /** Notes, durably, that a recording which is about to be kept is owed a time stamp. {@link #kept} must follow. */
    public void announce(RecordingId id) throws IOException {
        beingKept.add(id);
        try {
            Files.createFile(owed.resolve(id.value()));
            pending.incrementAndGet();
            Durable.directory(owed);
        } catch (FileAlreadyExistsException again) {
            LOG.atDebug().addKeyValue("recording", id).log("owed a time stamp from an earlier attempt");
        }
    }

    /** The attempt to keep it is over, whether it succeeded or not. */
    public void kept(RecordingId id) {
        beingKept.remove(id);
        due.release();
    }

    /** Has an alarm raised while the authority gives none, row after row. */
    public void tell(Alarms to) {
        alarms = to;
    }

    private void alarm(int failedRounds) {
        Alarms to = alarms;
        if (to == null) {
            return;
        }
        if (failedRounds == 0) {
            to.clear(ALARM);
        } else if (failedRounds >= ALARM_AFTER) {
            to.raise(
                    ALARM,
                    Severity.WARNING,
                    authority.url() + " gives no time stamps; " + pending() + " recordings are owed one");
        }
    }

    /** How many recordings are owed one. */
    public long pending() {
        return pending.get();
    }

    private void run() {
        int failedRounds = 0;
        try {
            while (closed.getCount() > 0) {
                due.acquire();
                due.drainPermits();
                while (!round()) {
                    alarm(failedRounds + 1);
                    Duration pause = firstRetry.multipliedBy(1L << Math.min(failedRounds++, MAX_DOUBLINGS));
                    if (closed.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
                failedRounds = 0;
                alarm(failedRounds);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    /** Goes through all that are owed; false where some could not be had. */
    private boolean round() throws InterruptedException {
        int failures = 0;
        int inARow = 0;
        try (DirectoryStream<Path> each = Files.newDirectoryStream(owed)) {
            for (Path file : each) {
                RecordingId id = new RecordingId(file.getFileName().toString());
                if (beingKept.contains(id) || one(id)) {
                    inARow = 0;
                } else {
                    failures++;
                    inARow++;
                }
                if (inARow == GIVE_UP_AFTER) {
                    break;
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.atWarn().setCause(e).log("what is owed time stamps cannot be read");
            failures++;
        }
        return failures == 0;
    }

    private boolean one(RecordingId id) throws InterruptedException {
        try {
            if (store.location(id).isPresent()) {
                store.add(id, TimeStamp.NAME, authority.stamp(signature(id)));
                meters.counter("callvault.recording.timestamps.made").increment();
            }
            settled(id);
            return true;
        } catch (NoSuchFileException gone) {
            LOG.atWarn().addKeyValue("recording", id).log("it is gone, or has no signature, and gets no time stamp");
            return settledQuietly(id);
        } catch (TimeStampFailed failed) {
            failed(id, failed.reason().label(), failed);
        } catch (IOException | RuntimeException failed) {
            failed(id, "store", failed);
        }
        return false;
    }

    private byte[] signature(RecordingId id) throws IOException {
        try (InputStream in = Channels.newInputStream(store.read(id, SIGNATURE))) {
            return in.readAllBytes();
        }
    }

    private boolean settledQuietly(RecordingId id) {
        try {
            settled(id);
            return true;
        } catch (IOException e) {
            failed(id, "store", e);
            return false;
        }
    }

    private void settled(RecordingId id) throws IOException {
        if (Files.deleteIfExists(owed.resolve(id.value()))) {
            pending.decrementAndGet();
        }
    }

    private void failed(RecordingId id, String reason, Exception why) {
        meters.counter("callvault.recording.timestamps.failed", "reason", reason)
                .increment();
        LOG.atWarn()
                .addKeyValue("recording", id)
                .log("no time stamp from {} yet, {} are owed: {}", authority.url(), pending(), why.getMessage());
    }

    /** What is owed then is for the next process. */
    @Override
    public void close() {
        closed.countDown();
        worker.interrupt();
        authority.close();
    }
}
