package org.callvault.recording.spool;

import java.util.concurrent.atomic.AtomicLong;

/** What {@link SpoolHealth} is made of; lanes add, anyone reads. */
final class SpoolCounters {
    final AtomicLong pendingBytes = new AtomicLong();
    final AtomicLong failedFlushes = new AtomicLong();
    final AtomicLong droppedChunks = new AtomicLong();

    SpoolHealth health(boolean away) {
        return new SpoolHealth(pendingBytes.get(), failedFlushes.get(), droppedChunks.get(), away);
    }
}
