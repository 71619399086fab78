package org.callvault.media.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.util.function.IntFunction;

/**
 * The structures that recvmmsg(2) fills and sendmmsg(2) reads, one for each place of a batch, on 64-bit Linux:
 *
 * <pre>
 *   mmsghdr   msghdr 56 | msg_len 4 | padding 4
 *   msghdr    name 8 | namelen 4 | padding 4 | iov 8 | iovlen 8 | control 8 | controllen 8 | flags 4 | padding 4
 *   iovec     base 8 | len 8
 *   control   cmsghdr: len 8 | level 4 | type 4 | timespec: seconds 8 | nanoseconds 8
 * </pre>
 *
 * glibc has 64-bit lengths where musl has 32 bits and padding: on little-endian machines the same bytes.
 */
final class MessageHeaders {
    private static final int HEADER = 64;
    private static final long NAME_AT = 0;
    private static final long NAME_LENGTH_AT = 8;
    private static final long VECTOR_AT = 16;
    private static final long VECTOR_COUNT_AT = 24;
    private static final long CONTROL_AT = 32;
    private static final long CONTROL_LENGTH_AT = 40;
    private static final long LENGTH_AT = 56;

    private static final int VECTOR = 16;
    private static final long VECTOR_LENGTH_AT = 8;

    private static final int CONTROL = 32;
    private static final long CONTROL_TYPE_AT = 8;
    private static final long SECONDS_AT = 16;
    private static final long NANOS_AT = 24;
    /** Level and type of a time stamp, as they lie in memory. */
    private static final long STAMP = (long) LibC.SO_TIMESTAMPNS << 32 | LibC.SOL_SOCKET;

    private final MemorySegment errno;
    private final MemorySegment headers;
    private final MemorySegment names;
    /** Keeps what the headers point to. */
    private final MemorySegment vectors;
    /** The same; empty where none is wanted. */
    private final MemorySegment controls;

    /** For as many places as a batch has. */
    MessageHeaders(IntFunction<MemorySegment> places) {
        this(places, 0);
    }

    /** The same with room for the kernel's time stamps. */
    static MessageHeaders stamped(IntFunction<MemorySegment> places) {
        MessageHeaders headers = new MessageHeaders(places, CONTROL);
        for (int datagram = 0; datagram < ReceiveBatch.MOST; datagram++) {
            headers.pointControl(datagram);
        }
        return headers;
    }

    private MessageHeaders(IntFunction<MemorySegment> places, int control) {
        Arena arena = Arena.ofAuto();
        controls = arena.allocate((long) ReceiveBatch.MOST * control, Long.BYTES);
        errno = LibC.errno(arena);
        headers = arena.allocate((long) ReceiveBatch.MOST * HEADER, Long.BYTES);
        names = arena.allocate((long) ReceiveBatch.MOST * SocketNames.ROOM, Long.BYTES);
        vectors = arena.allocate((long) ReceiveBatch.MOST * VECTOR, Long.BYTES);
        for (int datagram = 0; datagram < ReceiveBatch.MOST; datagram++) {
            point(datagram, places.apply(datagram));
        }
    }

    private void point(int datagram, MemorySegment place) {
        long vector = (long) datagram * VECTOR;
        vectors.set(ADDRESS, vector, place);
        vectors.set(JAVA_LONG, vector + VECTOR_LENGTH_AT, place.byteSize());
        long header = (long) datagram * HEADER;
        headers.set(ADDRESS, header + NAME_AT, names.asSlice((long) datagram * SocketNames.ROOM));
        headers.set(JAVA_INT, header + NAME_LENGTH_AT, SocketNames.ROOM);
        headers.set(ADDRESS, header + VECTOR_AT, vectors.asSlice(vector));
        headers.set(JAVA_LONG, header + VECTOR_COUNT_AT, 1);
    }

    private void pointControl(int datagram) {
        long header = (long) datagram * HEADER;
        headers.set(ADDRESS, header + CONTROL_AT, controls.asSlice((long) datagram * CONTROL));
        headers.set(JAVA_LONG, header + CONTROL_LENGTH_AT, CONTROL);
    }

    /** As {@link LibC#recvmmsg}. */
    int receive(int fd, int most) {
        return LibC.recvmmsg(errno, fd, headers, ReceiveBatch.checked(most));
    }

    /** Makes a datagram ready to be sent; false when the family has no way to that address. */
    boolean address(int datagram, InetSocketAddress to, int family, int length) {
        int nameLength =
                SocketNames.write(names.asSlice((long) datagram * SocketNames.ROOM, SocketNames.ROOM), to, family);
        headers.set(JAVA_INT, (long) datagram * HEADER + NAME_LENGTH_AT, nameLength);
        vectors.set(JAVA_LONG, (long) datagram * VECTOR + VECTOR_LENGTH_AT, length);
        return nameLength > 0;
    }

    /** As {@link LibC#sendmmsg}, from the first of them to before the last. */
    int send(int fd, int from, int to) {
        return LibC.sendmmsg(errno, fd, headers.asSlice((long) from * HEADER), to - from);
    }

    int length(int datagram) {
        return headers.get(JAVA_INT, (long) datagram * HEADER + LENGTH_AT);
    }

    /** As {@link ReceiveBatch#stamp}; asked once for each datagram that was read. */
    long stamp(int datagram) {
        long header = (long) datagram * HEADER;
        long told = headers.get(JAVA_LONG, header + CONTROL_LENGTH_AT);
        // The kernel wrote how much of the room it took; the next one gets all of it again.
        headers.set(JAVA_LONG, header + CONTROL_LENGTH_AT, CONTROL);
        long at = (long) datagram * CONTROL;
        if (told != CONTROL || controls.get(JAVA_LONG, at + CONTROL_TYPE_AT) != STAMP) {
            return ReceiveBatch.NOT_STAMPED;
        }
        return controls.get(JAVA_LONG, at + SECONDS_AT) * 1_000_000 + controls.get(JAVA_LONG, at + NANOS_AT) / 1_000;
    }

    /** Where a datagram came from. */
    InetSocketAddress source(int datagram, KnownSource known) {
        // The kernel wrote how much of the room it took; the next one gets all of it again.
        headers.set(JAVA_INT, (long) datagram * HEADER + NAME_LENGTH_AT, SocketNames.ROOM);
        return known.read(names, (long) datagram * SocketNames.ROOM);
    }
}
