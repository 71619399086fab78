package org.callvault.media.port;

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

    public boolean isShared() {
        return rtpPort == rtcpPort;
    }
}
