package org.callvault.session.signal;

/**
 * Where a request came from: the source of the datagram or of the connection, and our own end of it.
 *
 * @param node name of the node that received it, which may hold a connection that no other can use; empty where unknown
 */
public record SipPeer(
        String address, int port, SipTransport transport, String localAddress, int localPort, String node) {
    /** At this node. */
    public SipPeer(String address, int port, SipTransport transport, String localAddress, int localPort) {
        this(address, port, transport, localAddress, localPort, "");
    }
}
