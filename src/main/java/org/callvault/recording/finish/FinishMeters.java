package org.callvault.recording.finish;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.function.Supplier;
import org.callvault.recording.catalog.CatalogException;
import org.callvault.recording.catalog.QueuedRecordings;
import org.callvault.recording.spool.Spool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is measured of a service's recordings, of the queue of all nodes, and of the spool. */
final class FinishMeters {
    private static final Logger LOG = LoggerFactory.getLogger(FinishMeters.class);

    private final QueuedRecordings queued;
    private volatile QueuedRecordings.Counts counts = QueuedRecordings.Counts.NONE;

    private FinishMeters(QueuedRecordings queued) {
        this.queued = queued;
    }

    /** @param waiting those of this process */
    static FinishMeters register(MeterRegistry meters, Map<?, ?> waiting, QueuedRecordings queued, Spool spool) {
        FinishMeters counted = new FinishMeters(queued);
        Gauge.builder("callvault.recording.finishing", waiting, Map::size).register(meters);
        gauge(meters, "callvault.finishing.waiting", () -> counted.counts.waiting());
        gauge(meters, "callvault.finishing.running", () -> counted.counts.running());
        gauge(meters, "callvault.finishing.failed", () -> counted.counts.failed());
        gauge(meters, "callvault.finishing.oldest.seconds", () -> counted.counts
                .oldest()
                .toSeconds());
        gauge(meters, "callvault.spool.pending.bytes", () -> spool.health().pendingBytes());
        gauge(meters, "callvault.spool.failed.flushes", () -> spool.health().failedFlushes());
        gauge(meters, "callvault.spool.dropped.chunks", () -> spool.health().droppedChunks());
        gauge(meters, "callvault.spool.away", () -> spool.health().away() ? 1 : 0);
        return counted;
    }

    private static void gauge(MeterRegistry meters, String name, Supplier<Number> value) {
        Gauge.builder(name, value).register(meters);
    }

    /** Asks the queue once, however often the meters are read until the next time. */
    void count() {
        try {
            counts = queued.counts();
        } catch (CatalogException e) {
            LOG.atDebug().setCause(e).log("the queue is not counted while the catalog is away");
        }
    }
}
