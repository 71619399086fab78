package org.callvault.media.socket;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.DatagramChannel;
import java.nio.channels.UnresolvedAddressException;
import java.nio.channels.UnsupportedAddressTypeException;
import java.util.OptionalLong;

/** A socket of plain NIO. */
final class NioSocket implements MediaSocket {
    private final DatagramChannel channel;

    /** Takes a channel that is bound and does not block. */
    NioSocket(DatagramChannel channel) {
        this.channel = channel;
    }

    @Override
    public InetSocketAddress localAddress() throws IOException {
        return (InetSocketAddress) channel.getLocalAddress();
    }

    @Override
    public int receive(ReceiveBatch batch, int most) throws IOException {
        ReceiveBatch.checked(most);
        for (int read = 0; read < most; read++) {
            ByteBuffer room = batch.room(read);
            int start = room.position();
            SocketAddress source = channel.receive(room);
            if (source == null) {
                return read;
            }
            batch.put(read, source, room.position() - start, ReceiveBatch.NOT_STAMPED);
        }
        return most;
    }

    @Override
    public boolean send(ByteBuffer datagram, SocketAddress to) throws IOException {
        int length = datagram.remaining();
        try {
            return channel.send(datagram, to) == length;
        } catch (UnsupportedAddressTypeException | UnresolvedAddressException e) {
            throw new SocketException("no way to " + to + " from here", e);
        }
    }

    @Override
    public int send(SendBatch batch, int from) throws IOException {
        int datagram = from;
        try {
            while (datagram < batch.size() && send(batch.content(datagram), batch.target(datagram))) {
                datagram++;
            }
        } catch (IOException e) {
            // Where others went before it, it is told when it is the first.
            if (datagram == from) {
                throw e;
            }
        }
        return datagram - from;
    }

    @Override
    public int receiveBuffer() throws IOException {
        return channel.getOption(StandardSocketOptions.SO_RCVBUF);
    }

    @Override
    public OptionalLong dropped() throws ClosedChannelException {
        if (!channel.isOpen()) {
            throw new ClosedChannelException();
        }
        return OptionalLong.empty();
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // The descriptor is gone either way, and nothing was to be written.
        }
    }
}
