package org.callvault.recording.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Carries bytes from one end to the other in a thread of its own, until there are no more or one end breaks. */
final class Pipe {
    private final AtomicLong bytes = new AtomicLong();
    private final Thread thread;
    private volatile @Nullable IOException broken;

    Pipe(InputStream from, OutputStream to) {
        this.thread = Thread.ofVirtual().name("pipe").start(() -> carry(from, to));
    }

    private void carry(InputStream from, OutputStream to) {
        byte[] block = new byte[1 << 16];
        try (to) {
            for (int read = from.read(block); read >= 0; read = from.read(block)) {
                to.write(block, 0, read);
                bytes.addAndGet(read);
            }
        } catch (IOException e) {
            broken = e;
        }
    }

    long bytes() {
        return bytes.get();
    }

    /** Waits for the last byte. */
    void end() throws InterruptedException {
        thread.join();
    }

    /** Whether all came through. */
    void check() throws IOException {
        IOException problem = broken;
        if (problem != null) {
            throw problem;
        }
    }
}
