package org.callvault.media.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;

/**
 * The calls of the C library that a UDP socket takes. All of them are in glibc and in musl, with the same types on every
 * 64-bit Linux.
 *
 * <p>Each returns what the C function returns, or -errno where that is -1, so that no caller can read an errno that is
 * not its own. Loading this class fails where there is no such library.
 */
final class LibC {
    /** From the kernel's generic headers, which x86-64 and aarch64 share. */
    static final int AF_INET = 2;

    static final int AF_INET6 = 10;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int SOL_SOCKET = 1;
    static final int SO_RCVBUF = 8;
    /** The option, and the type of the control message that it brings; where longs have 64 bits. */
    static final int SO_TIMESTAMPNS = 35;
    /** Since Linux 4.12: so many unsigned ints, and which of them counts drops. */
    static final int SO_MEMINFO = 55;

    static final int SK_MEMINFO_VARS = 9;
    static final int SK_MEMINFO_DROPS = 8;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_V6ONLY = 26;

    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EADDRINUSE = 98;
    static final int ENOBUFS = 105;
    static final int ECONNREFUSED = 111;

    private static final StructLayout ERRNO = Linker.Option.captureStateLayout();
    private static final long ERRNO_OFFSET = ERRNO.byteOffset(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = call("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = call("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CLOSE = call("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle SETSOCKOPT =
            call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle GETSOCKOPT =
            call("getsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle GETSOCKNAME = call("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle RECVMMSG =
            call("recvmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle SENDMMSG = call("sendmmsg", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT);
    private static final MethodHandle SENDTO =
            call("sendto", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle STRERROR = plainCall("strerror", ADDRESS, JAVA_INT);

    private LibC() {}

    /** Memory for the errno of calls made by one thread at a time. */
    static MemorySegment errno(Arena arena) {
        return arena.allocate(ERRNO);
    }

    static int socket(MemorySegment errno, int family, int type) {
        try {
            return result((int) SOCKET.invokeExact(errno, family, type, 0), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int bind(MemorySegment errno, int fd, MemorySegment name, int length) {
        try {
            return result((int) BIND.invokeExact(errno, fd, name, length), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int close(MemorySegment errno, int fd) {
        try {
            return result((int) CLOSE.invokeExact(errno, fd), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int setsockopt(MemorySegment errno, int fd, int level, int option, MemorySegment value, int length) {
        try {
            return result((int) SETSOCKOPT.invokeExact(errno, fd, level, option, value, length), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int getsockopt(
            MemorySegment errno, int fd, int level, int option, MemorySegment value, MemorySegment length) {
        try {
            return result((int) GETSOCKOPT.invokeExact(errno, fd, level, option, value, length), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int getsockname(MemorySegment errno, int fd, MemorySegment name, MemorySegment length) {
        try {
            return result((int) GETSOCKNAME.invokeExact(errno, fd, name, length), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** How many datagrams were read; there is no flag and no time-out, because our sockets never block. */
    static int recvmmsg(MemorySegment errno, int fd, MemorySegment headers, int count) {
        try {
            return result((int) RECVMMSG.invokeExact(errno, fd, headers, count, 0, MemorySegment.NULL), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** How many datagrams were sent, from the first; there are no flags. */
    static int sendmmsg(MemorySegment errno, int fd, MemorySegment headers, int count) {
        try {
            return result((int) SENDMMSG.invokeExact(errno, fd, headers, count, 0), errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static int sendto(MemorySegment errno, int fd, MemorySegment datagram, MemorySegment name, int nameLength) {
        try {
            long sent = (long) SENDTO.invokeExact(errno, fd, datagram, datagram.byteSize(), 0, name, nameLength);
            return result((int) sent, errno);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The system's words for an error, from a number as the calls above return it. */
    @SuppressWarnings("restricted")
    static String text(int negativeErrno) {
        try {
            MemorySegment text = (MemorySegment) STRERROR.invokeExact(-negativeErrno);
            return text.reinterpret(256).getString(0);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static int result(int returned, MemorySegment errno) {
        return returned == -1 ? -errno.get(JAVA_INT, ERRNO_OFFSET) : returned;
    }

    @SuppressWarnings("restricted")
    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments),
                Linker.Option.captureCallState("errno"));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle plainCall(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(
                linker.defaultLookup().findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    private static RuntimeException unexpected(Throwable thrown) {
        if (thrown instanceof Error error) {
            throw error;
        }
        return thrown instanceof RuntimeException known ? known : new IllegalStateException(thrown);
    }
}
