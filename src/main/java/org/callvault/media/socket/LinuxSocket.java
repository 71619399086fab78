package org.callvault.media.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.OptionalLong;

/**
 * A socket by its file descriptor. Every call holds the monitor: a descriptor that another thread closes meanwhile
 * could be a different file's the next moment.
 */
final class LinuxSocket implements MediaSocket {
    private static final int CLOSED = -1;

    /** Of calls that a signal or an ICMP error interrupts; one that goes on failing is told. */
    private static final int TRIES = 3;

    private final int family;
    private final KnownSource source = new KnownSource();
    private int fd;

    LinuxSocket(int fd, int family) {
        this.fd = fd;
        this.family = family;
    }

    @Override
    public synchronized InetSocketAddress localAddress() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(SocketNames.ROOM, Long.BYTES);
            MemorySegment length = arena.allocateFrom(JAVA_INT, SocketNames.ROOM);
            check(LibC.getsockname(LibC.errno(arena), fd(), name, length), "the address cannot be told");
            return SocketNames.read(name, 0);
        }
    }

    @Override
    public synchronized int receive(ReceiveBatch batch, int most) throws IOException {
        MessageHeaders headers = batch.headers();
        int read = headers.receive(fd(), most);
        for (int tries = 1; tries < TRIES && isPassing(read); tries++) {
            read = headers.receive(fd(), most);
        }
        if (read == -LibC.EAGAIN) {
            return 0;
        }
        check(read, "receiving failed");
        for (int datagram = 0; datagram < read; datagram++) {
            batch.put(datagram, headers.source(datagram, source), headers.length(datagram), headers.stamp(datagram));
        }
        return read;
    }

    @Override
    public synchronized boolean send(ByteBuffer datagram, SocketAddress to) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocate(SocketNames.ROOM, Long.BYTES);
            int nameLength = to instanceof InetSocketAddress address ? SocketNames.write(name, address, family) : 0;
            if (nameLength == 0) {
                throw new SocketException("no way to " + to + " from here");
            }
            MemorySegment bytes = arena.allocate(datagram.remaining());
            bytes.copyFrom(MemorySegment.ofBuffer(datagram));
            return send(LibC.errno(arena), bytes, name.asSlice(0, nameLength), datagram);
        }
    }

    private boolean send(MemorySegment errno, MemorySegment bytes, MemorySegment name, ByteBuffer datagram)
            throws IOException {
        int sent = -LibC.EINTR;
        for (int tries = 0; tries < TRIES && isPassing(sent); tries++) {
            sent = LibC.sendto(errno, fd(), bytes, name, (int) name.byteSize());
        }
        if (sent == -LibC.EAGAIN || sent == -LibC.ENOBUFS) {
            return false;
        }
        check(sent, "sending failed");
        datagram.position(datagram.limit());
        return true;
    }

    @Override
    public synchronized int send(SendBatch batch, int from) throws IOException {
        MessageHeaders headers = batch.headers();
        int to = from;
        while (to < batch.size() && headers.address(to, batch.target(to), family, batch.length(to))) {
            to++;
        }
        if (to == from && to < batch.size()) {
            throw new SocketException("no way to " + batch.target(to) + " from here");
        }
        int sent = -LibC.EINTR;
        for (int tries = 0; tries < TRIES && isPassing(sent); tries++) {
            sent = headers.send(fd(), from, to);
        }
        if (sent == -LibC.EAGAIN || sent == -LibC.ENOBUFS) {
            return 0;
        }
        check(sent, "sending failed");
        return sent;
    }

    /** The kernel doubles what it is asked for, to have room for its own overhead, and tells the double. */
    @Override
    public synchronized int receiveBuffer() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment length = arena.allocateFrom(JAVA_INT, Integer.BYTES);
            int got = LibC.getsockopt(LibC.errno(arena), fd(), LibC.SOL_SOCKET, LibC.SO_RCVBUF, value, length);
            check(got, "the receive buffer cannot be told");
            return value.get(JAVA_INT, 0) / 2;
        }
    }

    /**
     * Asked for, not taken from SO_RXQ_OVFL: that comes only with a datagram that arrived later, so the last overflow of
     * a stream would not be told, and it costs something for each datagram.
     */
    @Override
    public synchronized OptionalLong dropped() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment values = arena.allocate(JAVA_INT, LibC.SK_MEMINFO_VARS);
            MemorySegment length = arena.allocateFrom(JAVA_INT, (int) values.byteSize());
            int got = LibC.getsockopt(LibC.errno(arena), fd(), LibC.SOL_SOCKET, LibC.SO_MEMINFO, values, length);
            boolean told = got == 0 && length.get(JAVA_INT, 0) == values.byteSize();
            return told
                    ? OptionalLong.of(Integer.toUnsignedLong(values.getAtIndex(JAVA_INT, LibC.SK_MEMINFO_DROPS)))
                    : OptionalLong.empty();
        }
    }

    synchronized void set(int level, int option, int value) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pointer = arena.allocateFrom(JAVA_INT, value);
            int done = LibC.setsockopt(LibC.errno(arena), fd(), level, option, pointer, Integer.BYTES);
            check(done, "option " + option + " cannot be set");
        }
    }

    /** Has the kernel write beside each datagram when it came; where it will not, arrivals are not told. */
    synchronized void stampWherePossible() {
        try {
            set(LibC.SOL_SOCKET, LibC.SO_TIMESTAMPNS, 1);
        } catch (IOException e) {
            // As with NIO, the time of reading has to do.
        }
    }

    @Override
    public synchronized boolean isOpen() {
        return fd != CLOSED;
    }

    @Override
    public synchronized void close() {
        if (fd != CLOSED) {
            try (Arena arena = Arena.ofConfined()) {
                // Whatever it returns, the descriptor is gone, and nothing was to be written.
                LibC.close(LibC.errno(arena), fd);
            }
            fd = CLOSED;
        }
    }

    /** A signal came, or an ICMP message told of something sent before: the call itself has not failed. */
    private static boolean isPassing(int result) {
        return result == -LibC.EINTR || result == -LibC.ECONNREFUSED;
    }

    private int fd() throws ClosedChannelException {
        if (fd == CLOSED) {
            throw new ClosedChannelException();
        }
        return fd;
    }

    private static void check(int result, String what) throws SocketException {
        if (result < 0) {
            throw new SocketException(what + ": " + LibC.text(result));
        }
    }
}
