package org.callvault.media.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;

/**
 * Sockets of Linux's own calls, read by recvmmsg(2): all that waits on one of them in one call. For 64-bit x86 and ARM;
 * {@link ReceiveChoice} tries them before they are used.
 */
public final class LinuxSockets implements MediaSockets {
    @Override
    public String name() {
        return "recvmmsg";
    }

    @Override
    public MediaSocket open(InetAddress address, int port, int receiveBuffer) throws IOException {
        int family = address instanceof Inet4Address ? LibC.AF_INET : LibC.AF_INET6;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = LibC.errno(arena);
            int fd = LibC.socket(errno, family, LibC.SOCK_DGRAM | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC);
            if (fd < 0) {
                throw new SocketException("no socket: " + LibC.text(fd));
            }
            LinuxSocket socket = new LinuxSocket(fd, family);
            boolean bound = false;
            try {
                if (family == LibC.AF_INET6) {
                    // As DatagramChannel does: an address of all interfaces takes IPv4 as well.
                    socket.set(LibC.IPPROTO_IPV6, LibC.IPV6_V6ONLY, 0);
                }
                socket.set(LibC.SOL_SOCKET, LibC.SO_RCVBUF, receiveBuffer);
                socket.stampWherePossible();
                bind(errno, fd, family, new InetSocketAddress(address, port), arena);
                bound = true;
                return socket;
            } finally {
                if (!bound) {
                    socket.close();
                }
            }
        }
    }

    private static void bind(MemorySegment errno, int fd, int family, InetSocketAddress address, Arena arena)
            throws SocketException {
        MemorySegment name = arena.allocate(SocketNames.ROOM, JAVA_INT.byteSize());
        int bound = LibC.bind(errno, fd, name, SocketNames.write(name, address, family));
        if (bound == -LibC.EADDRINUSE) {
            throw new BindException(LibC.text(bound));
        }
        if (bound < 0) {
            throw new SocketException(LibC.text(bound));
        }
    }
}
