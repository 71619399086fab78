package org.callvault.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Gives calls time to end when the process is told to: until this is closed, or for so long. */
final class EndedInTime implements AutoCloseable {
    private final CountDownLatch over = new CountDownLatch(1);
    private final Thread hook;

    private EndedInTime(Runnable stop, Duration within) {
        this.hook = new Thread(() -> {
            stop.run();
            try {
                boolean _ = over.await(within.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    /** @param stop what makes the calls end; from another thread */
    static EndedInTime of(Runnable stop, Duration within) {
        EndedInTime ended = new EndedInTime(stop, within);
        Runtime.getRuntime().addShutdownHook(ended.hook);
        return ended;
    }

    @Override
    public void close() {
        over.countDown();
        try {
            boolean _ = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException exiting) {
            // It runs already, and has been let go.
        }
    }
}
