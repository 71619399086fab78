package org.callvault.media.socket;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What one reading of a socket brought; reused for all sockets of a lane, by one thread at a time.
 *
 * <p>It lies outside the heap, because recvmmsg(2) takes pointers inside of structures, and what the collector may move
 * cannot have one. Few places are used again and again, so they stay in the processor's nearest cache; copying a packet
 * of 20 ms from there costs a hundredth of what the kernel takes for it.
 */
public final class ReceiveBatch {
    /** Longer datagrams are no audio; one more byte is read, to tell them from those that just fit. */
    public static final int LONGEST_DATAGRAM = 2048;

    /** Datagrams of one reading, so many that a lane which was held up for a second needs one for each socket. */
    public static final int MOST = 64;

    /** In place of a time of arrival that nobody told. */
    public static final long NOT_STAMPED = Long.MAX_VALUE;

    static final int ROOM = LONGEST_DATAGRAM + 1;

    /** Not a power of two: the places would share the same few lines of the cache. */
    private static final int STRIDE = LONGEST_DATAGRAM + 64;

    private final MemorySegment places = Arena.ofAuto().allocate((long) MOST * STRIDE, Long.BYTES);
    private final int[] lengths = new int[MOST];
    private final SocketAddress[] sources = new SocketAddress[MOST];
    private final long[] stamps = new long[MOST];
    private @Nullable ByteBuffer buffer;
    private @Nullable MessageHeaders headers;

    public ReceiveBatch() {
        Arrays.fill(sources, new InetSocketAddress(0));
    }

    /** Bytes of a datagram; more than {@link #LONGEST_DATAGRAM} means that it was cut there. */
    public int length(int datagram) {
        return lengths[datagram];
    }

    public SocketAddress source(int datagram) {
        return sources[datagram];
    }

    /** When the kernel got a datagram, by the system's clock, microseconds since the epoch; or {@link #NOT_STAMPED}. */
    public long stamp(int datagram) {
        return stamps[datagram];
    }

    /** Copies a datagram to where there is room for it. */
    public void copy(int datagram, byte[] target, int offset) {
        MemorySegment.copy(places, ValueLayout.JAVA_BYTE, (long) datagram * STRIDE, target, offset, lengths[datagram]);
    }

    /** The kernel writes to as many places as it is told of, whether they are there or not. */
    static int checked(int most) {
        if (most < 1 || most > MOST) {
            throw new IllegalArgumentException("a batch has from 1 to " + MOST + " places, not " + most);
        }
        return most;
    }

    void put(int datagram, SocketAddress source, int length, long stamp) {
        sources[datagram] = source;
        lengths[datagram] = length;
        stamps[datagram] = stamp;
    }

    /** The place of a datagram. */
    MemorySegment place(int datagram) {
        return places.asSlice((long) datagram * STRIDE, ROOM);
    }

    /** The same for NIO; valid until the next call. */
    ByteBuffer room(int datagram) {
        if (buffer == null) {
            buffer = places.asByteBuffer();
        }
        int start = datagram * STRIDE;
        return buffer.limit(start + ROOM).position(start);
    }

    /** For recvmmsg(2), pointing to the places. */
    MessageHeaders headers() {
        if (headers == null) {
            headers = MessageHeaders.stamped(this::place);
        }
        return headers;
    }
}
