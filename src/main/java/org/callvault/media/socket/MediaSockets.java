package org.callvault.media.socket;

import java.io.IOException;
import java.net.InetAddress;

/** Opens media sockets of one kind. May be used from any thread. */
public sealed interface MediaSockets permits NioSockets, LinuxSockets {
    /** As in settings, logs and metrics: nio or recvmmsg. */
    String name();

    /**
     * Opens and binds a socket.
     *
     * @param port 0 for any
     * @param receiveBuffer asked of the kernel, bytes; it may grant less
     * @throws java.net.BindException when somebody holds the port
     * @throws IOException when the machine gives no socket at all: no file descriptors, no such address
     */
    MediaSocket open(InetAddress address, int port, int receiveBuffer) throws IOException;
}
