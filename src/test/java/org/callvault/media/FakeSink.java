package org.callvault.media;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.callvault.media.lane.MediaSink;

/** Keeps in memory what lanes write, and fails or blocks as a disk does. */
final class FakeSink implements MediaSink {
    final List<Written> written = new CopyOnWriteArrayList<>();
    final Set<String> ended = ConcurrentHashMap.newKeySet();
    final AtomicInteger flushes = new AtomicInteger();
    final AtomicInteger failuresLeft = new AtomicInteger();
    final AtomicInteger closed = new AtomicInteger();
    volatile CountDownLatch gate = new CountDownLatch(0);
    final AtomicBoolean faulty = new AtomicBoolean();
    volatile String brokenRecording = "";

    record Written(String recording, int stream, Entry entry, long arrivalMicros, byte[] bytes) {}

    @Override
    public LaneSink openLane(int lane) {
        return new Share();
    }

    List<byte[]> of(String recording, int stream, Entry entry) {
        return written.stream()
                .filter(one -> one.recording().equals(recording) && one.stream() == stream && one.entry() == entry)
                .map(Written::bytes)
                .toList();
    }

    private final class Share implements LaneSink {
        @Override
        public void append(
                String recording, int stream, Entry entry, long arrivalMicros, byte[] buffer, int offset, int length) {
            pass();
            if (faulty.getAndSet(false)) {
                throw new AssertionError("this test brings the lane's graph down");
            }
            if (recording.equals(brokenRecording)) {
                throw new IllegalStateException("this recording cannot be appended to");
            }
            byte[] bytes = new byte[length];
            System.arraycopy(buffer, offset, bytes, 0, length);
            written.add(new Written(recording, stream, entry, arrivalMicros, bytes));
        }

        @Override
        public void flush() throws IOException {
            pass();
            failIfAsked();
            flushes.incrementAndGet();
        }

        @Override
        public void end(String recording) throws IOException {
            pass();
            failIfAsked();
            ended.add(recording);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    private void failIfAsked() throws IOException {
        if (failuresLeft.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw new IOException("no space left on device");
        }
    }

    private void pass() {
        try {
            gate.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
