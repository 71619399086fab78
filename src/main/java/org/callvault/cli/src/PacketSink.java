package org.callvault.cli.src;

import java.io.IOException;
import java.net.InetSocketAddress;

/** What sends the packets of sound of many streams, from a port of its own. */
@FunctionalInterface
public interface PacketSink {
    /** Takes the first bytes of the buffer, which may be used again afterwards. */
    void send(byte[] buffer, int length, InetSocketAddress to) throws IOException;
}
