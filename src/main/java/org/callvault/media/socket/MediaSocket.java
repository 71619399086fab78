package org.callvault.media.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/**
 * A bound UDP socket that never blocks. One thread at a time receives; sending and closing may be done from any thread
 * meanwhile. After {@link #close} every other method throws {@link java.nio.channels.ClosedChannelException}.
 */
public sealed interface MediaSocket extends AutoCloseable permits NioSocket, LinuxSocket {
    /** Where it is bound. */
    InetSocketAddress localAddress() throws IOException;

    /**
     * Reads datagrams that wait into the batch, from its beginning, each with the time at which the kernel got it where
     * the system tells.
     *
     * @param most how many at most, from 1 to {@link ReceiveBatch#MOST}
     * @return how many there were; fewer than most: nothing waits any more
     * @throws IOException when the socket cannot be read; asking again may succeed
     */
    int receive(ReceiveBatch batch, int most) throws IOException;

    /**
     * Sends what remains of the buffer as one datagram.
     *
     * @return false when the system has no room for it now; nothing is sent then, and the buffer is as before
     * @throws IOException when it cannot be sent there at all
     */
    boolean send(ByteBuffer datagram, SocketAddress to) throws IOException;

    /**
     * Sends the datagrams of a batch, in order, from that one on.
     *
     * @return how many were sent; fewer than there are: the system has no room for the others now
     * @throws IOException when that one cannot be sent at all; nothing was sent then
     */
    int send(SendBatch batch, int from) throws IOException;

    /** How much of the receive buffer that was asked for the kernel granted, bytes. */
    int receiveBuffer() throws IOException;

    /**
     * Datagrams that the kernel dropped since the socket was opened, nearly always because its buffer was full; empty
     * where the system does not tell.
     */
    OptionalLong dropped() throws IOException;

    boolean isOpen();

    /** Closes once; further calls do nothing. */
    @Override
    void close();
}
