package org.callvault.dtls;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/** Sends datagrams from the port that an association is for. */
@FunctionalInterface
public interface DtlsSender {
    /** Sends what remains; may drop it, as networks do. */
    void send(ByteBuffer datagram, InetSocketAddress to) throws IOException;
}
