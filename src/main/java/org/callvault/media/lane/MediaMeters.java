package org.callvault.media.lane;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToIntFunction;
import org.callvault.media.stream.Outcome;
import org.callvault.media.stream.OutcomeCounts;

/** The meters of this package, all named callvault.media; may be used from any thread. */
public final class MediaMeters {
    private final MeterRegistry registry;
    private final Map<Outcome, Counter> packets = new EnumMap<>(Outcome.class);
    private final Timer sweep;
    private final Counter socketFailures;
    private final Counter sinkFailures;
    private final Counter appendFailures;
    private final Counter laneFailures;
    private final Counter callFailures;
    private final Counter lostDescriptions;
    private final Counter droppedByKernel;
    private final Counter reports;
    private final Counter failedReports;
    private final Counter handshakes;

    public MediaMeters(MeterRegistry registry) {
        this.registry = registry;
        for (Outcome outcome : Outcome.ALL) {
            packets.put(outcome, registry.counter("callvault.media.packets", "outcome", outcome.label()));
        }
        this.sweep = registry.timer("callvault.media.sweep");
        this.socketFailures = registry.counter("callvault.media.socket.failures");
        this.sinkFailures = registry.counter("callvault.media.sink.failures");
        this.appendFailures = registry.counter("callvault.media.append.failures");
        this.laneFailures = registry.counter("callvault.media.lane.failures");
        this.callFailures = registry.counter("callvault.media.call.failures");
        this.droppedByKernel = registry.counter("callvault.media.kernel.dropped");
        this.lostDescriptions = registry.counter("callvault.media.descriptions.lost");
        this.reports = registry.counter("callvault.media.reports.sent");
        this.failedReports = registry.counter("callvault.media.reports.failed");
        this.handshakes = registry.counter("callvault.media.dtls.handshakes");
    }

    /** Adds what one sweep counted. */
    void packets(OutcomeCounts counts) {
        packets.forEach((outcome, counter) -> {
            if (counts.of(outcome) > 0) {
                counter.increment((double) counts.of(outcome));
            }
        });
    }

    void swept(long nanos) {
        sweep.record(Duration.ofNanos(nanos));
    }

    /** Shows how the kernel is asked for datagrams: nio or recvmmsg. */
    public void receivesBy(String name) {
        Gauge.builder("callvault.media.receive", () -> 1).tag("by", name).register(registry);
    }

    /** Counts a call that got no media, by reason. */
    public void refused(String reason) {
        registry.counter("callvault.media.refused", "reason", reason).increment();
    }

    /** The alarm: this node was held up for longer than its sockets' buffers carry. */
    void droppedByKernel(long datagrams) {
        droppedByKernel.increment((double) datagrams);
    }

    /** Counts a receiver report that was sent, or could not be. */
    void reported(boolean sent) {
        (sent ? reports : failedReports).increment();
    }

    /** Counts a DTLS handshake that gave keys. */
    public void handshakeDone() {
        handshakes.increment();
    }

    /** Counts a DTLS handshake, or a datagram of one, that came to nothing, by reason. */
    public void handshakeFailed(String reason) {
        registry.counter("callvault.media.dtls.failures", "reason", reason).increment();
    }

    void socketFailed() {
        socketFailures.increment();
    }

    /** The alarm: what was received is not on disk as soon as it should be. */
    void sinkFailed() {
        sinkFailures.increment();
    }

    void appendFailed() {
        appendFailures.increment();
    }

    public void laneFailed() {
        laneFailures.increment();
    }

    public void callFailed() {
        callFailures.increment();
    }

    public void descriptionLost() {
        lostDescriptions.increment();
    }

    /** Shows a number that is read when asked; the registry does not keep its owner alive. */
    public <T> void gauge(String name, T owner, ToIntFunction<T> value) {
        registry.gauge(name, owner, value::applyAsInt);
    }
}
