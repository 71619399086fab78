package org.callvault.media.lane;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The sweeps of one lane. There are only so many: when the writer holds them all, nothing is read, and what arrives
 * waits in the kernel's socket buffers. May be used from any thread.
 *
 * <p>The one that was given back last is taken first: the processor's cache may still hold it.
 */
final class SweepPool {
    /** How many may wait for the writer. A power of two. */
    static final int WAITING = 2;

    /** One is being filled, and one is being written. */
    private static final int SWEEPS = WAITING + 2;

    /**
     * A tenth of a second of 2,000 streams of G.711 over SRTP; what does not fit comes with the next one at once. Smaller
     * ones, which a cache would hold, were slower.
     */
    private static final int ARENA_BYTES = 2 << 20;

    private static final int DATAGRAMS = 10_000;

    private final Deque<Sweep> free = new ArrayDeque<>(SWEEPS);

    SweepPool() {
        for (int made = 0; made < SWEEPS; made++) {
            free.push(new Sweep(ARENA_BYTES, DATAGRAMS));
        }
    }

    /** Null when all are under way. */
    @Nullable
    synchronized Sweep take() {
        return free.poll();
    }

    void giveBack(Sweep sweep) {
        sweep.clear();
        synchronized (this) {
            free.push(sweep);
        }
    }
}
