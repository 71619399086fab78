package org.callvault.media.lane;

import java.util.concurrent.ArrayBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The sweeps of one lane. There are only so many: when the writer holds them all, nothing is read, and what arrives
 * waits in the kernel's socket buffers. May be used from any thread.
 */
final class SweepPool {
    /** One is being filled, one waits for the writer, one is being written. */
    static final int SWEEPS = 3;

    /** A tenth of a second of 2,000 streams of G.711 over SRTP; what does not fit comes with the next one at once. */
    private static final int ARENA_BYTES = 2 << 20;

    private static final int DATAGRAMS = 10_000;

    private final ArrayBlockingQueue<Sweep> free = new ArrayBlockingQueue<>(SWEEPS);

    SweepPool() {
        this(ARENA_BYTES, DATAGRAMS);
    }

    SweepPool(int arenaBytes, int datagrams) {
        for (int made = 0; made < SWEEPS; made++) {
            free.add(new Sweep(arenaBytes, datagrams));
        }
    }

    /** Null when all are under way. */
    @Nullable
    Sweep take() {
        return free.poll();
    }

    void giveBack(Sweep sweep) {
        sweep.clear();
        free.add(sweep);
    }
}
