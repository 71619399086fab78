package org.callvault.media.socket;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;

/**
 * Addresses as the kernel writes them.
 *
 * <pre>
 *   sockaddr_in     family 2 | port 2 | address 4 | zeros 8                              16 bytes
 *   sockaddr_in6    family 2 | port 2 | flow 4 | address 16 | scope 4                    28 bytes
 * </pre>
 *
 * The port and the addresses are in network byte order, all else is the machine's.
 */
final class SocketNames {
    /** Room for either, in whole longs. */
    static final int ROOM = 32;

    static final int LENGTH_V4 = 16;
    static final int LENGTH_V6 = 28;

    private static final ValueLayout.OfShort PORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final long PORT_AT = 2;
    private static final long V4_AT = 4;
    private static final long V6_AT = 8;
    private static final long SCOPE_AT = 24;

    private SocketNames() {}

    /** LibC.AF_INET or LibC.AF_INET6: our sockets know no others. */
    static int family(MemorySegment name, long at) {
        return name.get(JAVA_SHORT, at);
    }

    static InetSocketAddress read(MemorySegment name, long at) {
        boolean v4 = family(name, at) == LibC.AF_INET;
        byte[] address = v4
                ? name.asSlice(at + V4_AT, 4).toArray(JAVA_BYTE)
                : name.asSlice(at + V6_AT, 16).toArray(JAVA_BYTE);
        return new InetSocketAddress(address(address, name, at), name.get(PORT, at + PORT_AT) & 0xFFFF);
    }

    /**
     * Writes an address for a socket of a family; IPv4 is mapped where the socket is IPv6 (RFC 4291, 2.5.5.2).
     *
     * @return its length in bytes; 0 when the socket cannot reach it
     */
    static int write(MemorySegment name, InetSocketAddress address, int family) {
        if (address.isUnresolved()) {
            return 0;
        }
        name.fill((byte) 0);
        name.set(JAVA_SHORT, 0, (short) family);
        name.set(PORT, PORT_AT, (short) address.getPort());
        byte[] bytes = address.getAddress().getAddress();
        if (family == LibC.AF_INET) {
            return bytes.length == 4 ? put(name, bytes, V4_AT, LENGTH_V4) : 0;
        }
        if (address.getAddress() instanceof Inet6Address scoped) {
            name.set(JAVA_INT, SCOPE_AT, scoped.getScopeId());
        }
        return put(name, bytes.length == 4 ? mapped(bytes) : bytes, V6_AT, LENGTH_V6);
    }

    private static int put(MemorySegment name, byte[] bytes, long at, int length) {
        MemorySegment.copy(bytes, 0, name, JAVA_BYTE, at, bytes.length);
        return length;
    }

    private static byte[] mapped(byte[] v4) {
        byte[] mapped = new byte[16];
        mapped[10] = -1;
        mapped[11] = -1;
        System.arraycopy(v4, 0, mapped, 12, 4);
        return mapped;
    }

    private static InetAddress address(byte[] bytes, MemorySegment name, long at) {
        try {
            int scope = bytes.length == 16 ? name.get(JAVA_INT, at + SCOPE_AT) : 0;
            InetAddress address = InetAddress.getByAddress(bytes);
            // A mapped address comes out as IPv4; only what is left needs its scope.
            return scope == 0 || address instanceof Inet4Address
                    ? address
                    : Inet6Address.getByAddress(null, bytes, scope);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("4 and 16 bytes are addresses", e);
        }
    }
}
