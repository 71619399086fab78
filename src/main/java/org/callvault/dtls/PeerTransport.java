package org.callvault.dtls;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.tls.DatagramTransport;

/** The datagrams between us and one peer, as the library wants them: what arrived waits in a bounded queue. */
final class PeerTransport implements DatagramTransport {
    /** A flight of a peer that fragments at 256 bytes, twice. */
    private static final int MOST_WAITING = 32;

    /** Fits in any path without being fragmented by IP. */
    private static final int SEND_LIMIT = 1200;

    private static final int RECEIVE_LIMIT = 2048;
    private static final byte[] END = {};

    private final BlockingQueue<byte[]> arrived = new ArrayBlockingQueue<>(MOST_WAITING);
    private final DtlsSender sender;
    private final InetSocketAddress peer;
    private volatile boolean closed;

    PeerTransport(DtlsSender sender, InetSocketAddress peer) {
        this.sender = sender;
        this.peer = peer;
    }

    /** False when too many wait. */
    boolean put(byte[] datagram) {
        return arrived.offer(datagram);
    }

    @Override
    public int getReceiveLimit() {
        return RECEIVE_LIMIT;
    }

    @Override
    public int getSendLimit() {
        return SEND_LIMIT;
    }

    /** @return its length, or -1 when nothing came in time */
    @Override
    public int receive(byte[] buffer, int offset, int length, int waitMillis) throws IOException {
        byte[] datagram = next(waitMillis);
        if (closed) {
            throw new InterruptedIOException("closed");
        }
        if (datagram == null) {
            return -1;
        }
        int copied = Math.min(length, datagram.length);
        System.arraycopy(datagram, 0, buffer, offset, copied);
        return copied;
    }

    private byte @org.jspecify.annotations.Nullable [] next(int waitMillis) throws IOException {
        try {
            return arrived.poll(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    @Override
    public void send(byte[] buffer, int offset, int length) throws IOException {
        if (!closed) {
            sender.send(ByteBuffer.wrap(buffer, offset, length), peer);
        }
    }

    /** Whoever waits here learns of it. */
    @Override
    public void close() {
        closed = true;
        boolean _ = arrived.offer(END);
    }
}
