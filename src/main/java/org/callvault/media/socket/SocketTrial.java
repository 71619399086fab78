package org.callvault.media.socket;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** Sends datagrams from a socket to itself: what comes back the same, from its own address, is read rightly. */
final class SocketTrial {
    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration PAUSE = Duration.ofMillis(1);
    private static final int BUFFER = 1 << 16;

    /** Two, of different lengths: the second one shows that the first one's structures end where we think. */
    private final List<byte[]> sent = List.of(random(40), random(172));

    private final boolean[] seen = new boolean[sent.size()];

    private SocketTrial() {}

    /**
     * Tries the sockets over loopback.
     *
     * @param bound an address of the family that matters
     * @return what is wrong; empty when all is well
     */
    static Optional<String> problemOf(MediaSockets sockets, InetAddress bound) {
        try (MediaSocket socket = sockets.open(loopback(bound), 0, BUFFER)) {
            return new SocketTrial().run(socket);
        } catch (ExceptionInInitializerError e) {
            return Optional.of("the C library cannot be called: " + Objects.requireNonNullElse(e.getCause(), e));
        } catch (IOException | RuntimeException | LinkageError e) {
            return Optional.of(e.toString());
        }
    }

    private Optional<String> run(MediaSocket socket) throws IOException {
        InetSocketAddress own = socket.localAddress();
        for (byte[] datagram : sent) {
            if (!socket.send(ByteBuffer.wrap(datagram), own)) {
                return Optional.of("a datagram could not be sent over loopback");
            }
        }
        ReceiveBatch batch = new ReceiveBatch();
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() - until < 0) {
            int read = socket.receive(batch, ReceiveBatch.MOST);
            for (int datagram = 0; datagram < read; datagram++) {
                compare(batch, datagram, own);
            }
            if (seen[0] && seen[1]) {
                return Optional.empty();
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
        return Optional.of("datagrams sent over loopback to " + own + " did not come back as they were");
    }

    private void compare(ReceiveBatch batch, int datagram, SocketAddress own) {
        byte[] bytes = new byte[batch.length(datagram)];
        batch.copy(datagram, bytes, 0);
        for (int number = 0; number < sent.size(); number++) {
            seen[number] |= Arrays.equals(bytes, sent.get(number))
                    && batch.source(datagram).equals(own);
        }
    }

    private static InetAddress loopback(InetAddress bound) {
        return InetAddress.ofLiteral(bound instanceof Inet4Address ? "127.0.0.1" : "::1");
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        ThreadLocalRandom.current().nextBytes(bytes);
        return bytes;
    }
}
