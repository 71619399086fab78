package org.callvault.media.lane;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * The sweeps of one lane. There are only so many: when the writer holds them all, nothing is read, and what arrives
 * waits in the kernel's socket buffers. May be used from any thread.
 *
 * <p>A sweep is smaller than what a lane finds at a time: it is decrypted, and often written, while the processor's
 * cache still holds it. For the same reason the one that was given back last is taken first.
 */
final class SweepPool {
    /** How many may wait for the writer: together more than half a second of 1,000 streams of G.711. A power of two. */
    static final int WAITING = 16;

    /** One is being filled, and one is being written. */
    private static final int SWEEPS = WAITING + 2;

    /** A cache of the second level holds it beside what the streams need. */
    private static final int ARENA_BYTES = 256 << 10;

    private static final int DATAGRAMS = 1250;

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
