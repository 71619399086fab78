package org.callvault.media.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams for many addresses that one socket sends at once; reused, by one thread at a time. Outside the heap for the same
 * reason as {@link ReceiveBatch}.
 */
public final class SendBatch {
    /** Datagrams that one batch takes. */
    public static final int MOST = ReceiveBatch.MOST;

    private static final int ROOM = ReceiveBatch.LONGEST_DATAGRAM;

    private final MemorySegment places = Arena.ofAuto().allocate((long) MOST * ROOM, Long.BYTES);
    private final int[] lengths = new int[MOST];
    private final InetSocketAddress[] targets = new InetSocketAddress[MOST];
    private @Nullable MessageHeaders headers;
    private int size;

    public SendBatch() {
        Arrays.fill(targets, new InetSocketAddress(0));
    }

    public boolean isFull() {
        return size == MOST;
    }

    /**
     * Copies a datagram.
     *
     * @throws IllegalArgumentException when it is longer than a place
     * @throws IllegalStateException when the batch is full
     */
    public void add(byte[] buffer, int length, InetSocketAddress to) {
        if (length > ROOM) {
            throw new IllegalArgumentException(length + " bytes are no media packet");
        }
        if (isFull()) {
            throw new IllegalStateException("the batch is full");
        }
        MemorySegment.copy(buffer, 0, places, ValueLayout.JAVA_BYTE, (long) size * ROOM, length);
        lengths[size] = length;
        targets[size] = to;
        size++;
    }

    /** Forgets all. */
    public void clear() {
        size = 0;
    }

    public int size() {
        return size;
    }

    int length(int datagram) {
        return lengths[datagram];
    }

    InetSocketAddress target(int datagram) {
        return targets[datagram];
    }

    MemorySegment place(int datagram) {
        return places.asSlice((long) datagram * ROOM, ROOM);
    }

    ByteBuffer content(int datagram) {
        return places.asSlice((long) datagram * ROOM, lengths[datagram]).asByteBuffer();
    }

    /** For sendmmsg(2), pointing to the places. */
    MessageHeaders headers() {
        if (headers == null) {
            headers = new MessageHeaders(this::place);
        }
        return headers;
    }
}
