package org.callvault.media.port;

import java.nio.channels.DatagramChannel;

/**
 * Bound, non-blocking sockets of one stream.
 *
 * @param rtp on an even port, unless RTP and RTCP share it
 * @param rtcp on the next odd port; the same channel as rtp where both share one (RFC 5761)
 */
public record PortLease(DatagramChannel rtp, DatagramChannel rtcp, int rtpPort, int rtcpPort) implements Leasing {
    static PortLease shared(DatagramChannel channel, int port) {
        return new PortLease(channel, channel, port, port);
    }

    public boolean isShared() {
        return rtpPort == rtcpPort;
    }
}
