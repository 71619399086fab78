package org.callvault.cli.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.callvault.cli.src.PacketSink;
import org.callvault.media.socket.MediaSocket;
import org.callvault.media.socket.SendBatch;

/**
 * Sends what a thread has for many streams from one port, as many packets at a time as the system takes in one call: a load
 * shall cost less to send than to record. Where the system has no room it waits for a while; what cannot be sent is counted.
 */
final class PacketSender implements PacketSink, AutoCloseable {
    private static final long WAIT_NANOS = 100_000;

    /** A second: a device that takes nothing for longer is broken. */
    private static final int MOST_WAITS = 10_000;

    private final MediaSocket socket;
    private final SendBatch batch = new SendBatch();
    private final LongAdder unsent = new LongAdder();

    PacketSender(MediaSocket socket) {
        this.socket = socket;
    }

    @Override
    public void send(byte[] buffer, int length, InetSocketAddress to) {
        if (batch.isFull()) {
            flush();
        }
        batch.add(buffer, length, to);
    }

    /** Sends what is left. */
    void flush() {
        int done = 0;
        for (int waits = 0; done < batch.size() && waits < MOST_WAITS; ) {
            try {
                int sent = socket.send(batch, done);
                done += sent;
                if (sent == 0) {
                    waits++;
                    LockSupport.parkNanos(WAIT_NANOS);
                }
            } catch (IOException e) {
                // The one that is first; those after it are for others.
                unsent.increment();
                done++;
            }
        }
        unsent.add(batch.size() - done);
        batch.clear();
    }

    /** Packets that could not be sent. */
    long unsent() {
        return unsent.sum();
    }

    @Override
    public void close() {
        socket.close();
    }
}
