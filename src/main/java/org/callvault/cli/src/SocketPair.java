package org.callvault.cli.src;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** Where a stream is sent from: RTP and RTCP, which may be one and the same (RFC 5761). */
record SocketPair(DatagramSocket rtp, DatagramSocket rtcp) {
    private static final int MOST_ATTEMPTS = 100;

    /** One port for both, or RTP on a port and RTCP on the next one (RFC 3550, 11). */
    static SocketPair bind(InetAddress local, boolean shared) throws IOException {
        if (shared) {
            DatagramSocket both = new DatagramSocket(0, local);
            return new SocketPair(both, both);
        }
        for (int attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
            DatagramSocket first = new DatagramSocket(0, local);
            try {
                return new SocketPair(first, new DatagramSocket(first.getLocalPort() + 1, local));
            } catch (IOException | IllegalArgumentException taken) {
                first.close();
            }
        }
        throw new IOException("no two neighbouring UDP ports are free");
    }
}
