package org.callvault.media.stream;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The counters of one m-line. They outlive the ports and keys of the moment, so that a stream that comes back under its
 * index goes on counting.
 */
public final class StreamAccounting {
    private final OutcomeCounts counts = new OutcomeCounts();
    private final Sources sources = new Sources();
    private OptionalLong droppedByKernel = OptionalLong.empty();
    private long late;
    private long lastPacketMicros;

    Sources sources() {
        return sources;
    }

    void add(Outcome outcome) {
        counts.add(outcome);
    }

    /** A packet is to be judged again. */
    void retract(Outcome outcome) {
        counts.retract(outcome);
    }

    /** Takes what the kernel dropped since it was last asked; not called where it cannot be asked. */
    public void addDroppedByKernel(long dropped) {
        droppedByKernel = OptionalLong.of(droppedByKernel.orElse(0) + dropped);
    }

    void countLate() {
        late++;
    }

    void sawValidPacket(long arrivalMicros) {
        lastPacketMicros = arrivalMicros;
    }

    public long count(Outcome outcome) {
        return counts.of(outcome);
    }

    /** Received out of order, and kept. */
    public long late() {
        return late;
    }

    /** Expected and not received, over all sources (RFC 3550, A.3); never below 0. */
    public long lost() {
        return sources.lost();
    }

    /** Dropped before they could be read; empty where the system does not tell. */
    public OptionalLong droppedByKernel() {
        return droppedByKernel;
    }

    /** Of the source heard last, in timestamp units of an 8 kHz clock (RFC 3550, A.8). */
    public long jitter() {
        return sources.jitter();
    }

    /** Microseconds since the epoch; 0 for none. */
    public long lastPacketMicros() {
        return lastPacketMicros;
    }

    /** Rejected packets by reason, without those that are 0. */
    public Map<String, Long> rejected() {
        Map<String, Long> rejected = new LinkedHashMap<>();
        for (Outcome outcome : Outcome.ALL) {
            if (outcome.isRejected() && count(outcome) > 0) {
                rejected.put(outcome.label(), count(outcome));
            }
        }
        return rejected;
    }
}
