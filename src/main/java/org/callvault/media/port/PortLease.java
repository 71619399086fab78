package org.callvault.media.port;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.callvault.media.socket.MediaSocket;

/**
 * Bound, non-blocking sockets of one stream.
 *
 * @param rtp on an even port, unless RTP and RTCP share it
 * @param rtcp on the next odd port; the same socket as rtp where both share one (RFC 5761)
 */
public record PortLease(MediaSocket rtp, MediaSocket rtcp, int rtpPort, int rtcpPort) implements Leasing {
    static PortLease shared(MediaSocket socket, int port) {
        return new PortLease(socket, socket, port, port);
    }

    /**
     * Sends RTCP from the port that it is received on (symmetric RTCP, RFC 7866, 8.1.8); never blocks.
     *
     * @param shared whether that is the port of RTP, as it may be of a pair too
     * @return false when the system has no room for it now
     * @throws IOException when it cannot be sent there at all
     */
    public boolean sendControl(ByteBuffer datagram, SocketAddress to, boolean shared) throws IOException {
        return (shared ? rtp : rtcp).send(datagram, to);
    }

    public boolean isShared() {
        return rtpPort == rtcpPort;
    }
}
