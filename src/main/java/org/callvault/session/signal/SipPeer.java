package org.callvault.session.signal;

/** Where a request came from: the source of the datagram or of the connection, and our own end of it. */
public record SipPeer(String address, int port, SipTransport transport, String localAddress, int localPort) {}
