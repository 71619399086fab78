package org.callvault.media.stream;

import java.net.SocketAddress;

/**
 * A packet as it came, which may be authentic under a key that was not known then.
 *
 * @param arrivalMicros when it came, microseconds since the epoch
 * @param outcome as what it was counted
 */
public record Undeciphered(byte[] datagram, SocketAddress source, long arrivalMicros, Outcome outcome) {}
