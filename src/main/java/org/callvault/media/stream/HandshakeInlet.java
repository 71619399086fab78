package org.callvault.media.stream;

import java.net.SocketAddress;

/** Takes the DTLS datagrams of a stream that a handshake keys; never blocks. */
@FunctionalInterface
public interface HandshakeInlet {
    /**
     * Copies a datagram.
     *
     * @param control whether it came to the port of RTCP, where that is another than RTP's
     * @return false when it is dropped, because too many wait
     */
    boolean take(byte[] buffer, int offset, int length, SocketAddress source, boolean control);
}
