package org.callvault.recording.finish;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;

/** Runs jobs on an executor, so many at a time; the others wait here and hold no thread. */
final class FinishQueue {
    private final int parallelism;
    private final Executor executor;
    private final ArrayDeque<Runnable> waiting = new ArrayDeque<>();
    private int running;

    FinishQueue(int parallelism, Executor executor) {
        this.parallelism = Math.max(1, parallelism);
        this.executor = executor;
    }

    synchronized void submit(Runnable job) {
        waiting.add(job);
        startNext();
    }

    private void startNext() {
        if (running < parallelism && !waiting.isEmpty()) {
            Runnable job = waiting.remove();
            running++;
            executor.execute(() -> run(job));
        }
    }

    private void run(Runnable job) {
        try {
            job.run();
        } finally {
            ended();
        }
    }

    private synchronized void ended() {
        running--;
        startNext();
    }
}
