package org.callvault;

import java.io.Closeable;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of loopback where nobody listens: below those that the system gives away itself, one of which may be a client's by
 * the time a node listens there.
 */
public final class FreePorts {
    private static final int FIRST = 10_000;
    private static final int LAST = 16_000;
    private static final int MOST_ATTEMPTS = 100;

    private FreePorts() {}

    public static int tcp() throws IOException {
        return free(port -> new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
    }

    public static int udp() throws IOException {
        return free(port -> new DatagramSocket(port, InetAddress.getLoopbackAddress()));
    }

    private static int free(Binding binding) throws IOException {
        for (int attempt = 0; ; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            try (Closeable _ = binding.bind(port)) {
                return port;
            } catch (BindException taken) {
                if (attempt == MOST_ATTEMPTS) {
                    throw taken;
                }
            }
        }
    }

    @FunctionalInterface
    private interface Binding {
        Closeable bind(int port) throws IOException;
    }
}
