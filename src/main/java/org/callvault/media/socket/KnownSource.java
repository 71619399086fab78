package org.callvault.media.socket;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;

/**
 * Where a socket's last datagram came from, so that the next one's address, which is nearly always the same, costs a
 * comparison and no new object.
 */
final class KnownSource {
    private InetSocketAddress address = new InetSocketAddress(0);
    private long first;
    private long second;
    private long third;
    private long fourth;

    /** Takes the address that the kernel wrote there. */
    InetSocketAddress read(MemorySegment names, long at) {
        long one = names.get(JAVA_LONG, at);
        if (SocketNames.family(names, at) == LibC.AF_INET) {
            if (one != first) {
                address = SocketNames.read(names, at);
                first = one;
            }
            return address;
        }
        long two = names.get(JAVA_LONG, at + 8);
        long three = names.get(JAVA_LONG, at + 16);
        long four = names.get(JAVA_LONG, at + 24);
        if (one != first || two != second || three != third || four != fourth) {
            address = SocketNames.read(names, at);
            first = one;
            second = two;
            third = three;
            fourth = four;
        }
        return address;
    }
}
