package org.callvault.media.stream;

import java.net.SocketAddress;

/**
 * A packet as it came, which may be authentic under a key that was not known then.
 *
 * @param outcome as what it was counted
 */
public record Undeciphered(byte[] datagram, SocketAddress source, Outcome outcome) {}
