package org.callvault;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.callvault.session.LiveSessions;
import org.callvault.sip.Admission;

/** Whether this node takes new calls: not while it stops, is full, or its disk is nearly so. */
final class NodeAdmission implements Admission {
    private static final int RETRY_SECONDS = 10;

    private final LiveSessions live;
    private final int mostSessions;
    private final LongSupplier freeBytes;
    private final long minFreeBytes;
    private final AtomicBoolean closed = new AtomicBoolean();

    NodeAdmission(LiveSessions live, int mostSessions, LongSupplier freeBytes, long minFreeBytes) {
        this.live = live;
        this.mostSessions = mostSessions;
        this.freeBytes = freeBytes;
        this.minFreeBytes = minFreeBytes;
    }

    /** No new call from now on. */
    void close() {
        closed.set(true);
    }

    @Override
    public Optional<Refusal> refuse() {
        return why().map(reason -> new Refusal(503, reason, RETRY_SECONDS));
    }

    Optional<String> why() {
        if (closed.get()) {
            return Optional.of("the node is stopping");
        }
        if (live.count() >= mostSessions) {
            return Optional.of("the node has " + mostSessions + " sessions, its most");
        }
        return freeBytes.getAsLong() < minFreeBytes
                ? Optional.of("the disk has less than " + (minFreeBytes >> 20) + " MiB left")
                : Optional.empty();
    }
}
