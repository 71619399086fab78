package org.callvault.media.socket;

import java.io.IOException;
import java.net.BindException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolFamily;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.channels.DatagramChannel;

/** Sockets of plain NIO: for every system. */
public final class NioSockets implements MediaSockets {
    @Override
    public String name() {
        return "nio";
    }

    @Override
    public MediaSocket open(InetAddress address, int port, int receiveBuffer) throws IOException {
        DatagramChannel channel = DatagramChannel.open(family(address));
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBuffer);
            channel.bind(new InetSocketAddress(address, port));
            return new NioSocket(channel);
        } catch (BindException e) {
            channel.close();
            throw isHeld(e) ? e : new SocketException(e.getMessage(), e);
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /** The JDK makes an address that this machine does not have, or a port that needs rights, a BindException too. */
    private static boolean isHeld(BindException e) {
        String message = e.getMessage();
        return message == null || message.contains("already in use");
    }

    private static ProtocolFamily family(InetAddress address) {
        return address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6;
    }
}
