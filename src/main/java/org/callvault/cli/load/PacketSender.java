package org.callvault.cli.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.LongAdder;
import org.callvault.cli.src.PacketSink;
import org.callvault.media.socket.MediaSocket;
import org.callvault.media.socket.SendBatch;

/**
 * Sends what a thread has for many streams from one port, as many packets at a time as the system takes in one call: a load
 * shall cost less to send than to record. Where the system has no room it waits; what cannot be sent at all is counted.
 */
final class PacketSender implements PacketSink, AutoCloseable {
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
        int sent = 0;
        try {
            while (sent < batch.size()) {
                int more = socket.send(batch, sent);
                sent += more;
                if (more == 0) {
                    Thread.onSpinWait();
                }
            }
        } catch (IOException e) {
            unsent.add(batch.size() - sent);
        }
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
