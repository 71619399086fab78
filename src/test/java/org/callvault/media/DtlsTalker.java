package org.callvault.media;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.callvault.dtls.DtlsAssociation;
import org.callvault.dtls.DtlsEndpoint;
import org.callvault.dtls.DtlsFailure;
import org.callvault.dtls.DtlsIdentity;
import org.callvault.dtls.DtlsKeys;
import org.callvault.dtls.DtlsLimits;
import org.callvault.dtls.DtlsListener;
import org.callvault.dtls.DtlsRole;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.SrtpSender;

/** The SRC's side of one port that a handshake keys, on loopback. */
final class DtlsTalker implements AutoCloseable {
    private static final int ROOM = 64;

    final DtlsIdentity identity;
    private final DatagramSocket socket;
    private final DtlsAssociation association;
    private final CompletableFuture<SrtpSender> sender = new CompletableFuture<>();
    private final CompletableFuture<SrtpReceiver> receiver = new CompletableFuture<>();

    DtlsTalker(DtlsRole role) {
        this(role, DtlsIdentity.generate(new SecureRandom(), Instant.now()));
    }

    private DtlsTalker(DtlsRole role, DtlsIdentity identity) {
        this.identity = identity;
        try {
            socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        DtlsLimits limits = new DtlsLimits(Duration.ofSeconds(20), Duration.ofMillis(100), 4);
        association = new DtlsEndpoint(identity, limits, new SecureRandom())
                .associate(role, Set.of(MediaNode.DTLS.fingerprint()), this::send, new DtlsListener() {
                    @Override
                    public void keyed(DtlsKeys keys) {
                        receiver.complete(new SrtpReceiver(keys.theirs()));
                        sender.complete(new SrtpSender(keys.ours()));
                    }

                    @Override
                    public void failed(DtlsFailure reason) {
                        sender.completeExceptionally(new IOException(reason.label()));
                    }
                });
        Thread.ofVirtual().start(this::receive);
    }

    /** The same peer behind another socket. */
    DtlsTalker another(DtlsRole role) {
        return new DtlsTalker(role, identity);
    }

    int port() {
        return socket.getLocalPort();
    }

    /** Client: shakes hands with that port. */
    void connect(int port) {
        association.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    /** Waits for the keys. */
    SrtpSender keyed() throws Exception {
        return Objects.requireNonNull(sender.get(20, TimeUnit.SECONDS));
    }

    /** Encrypts and sends RTP. */
    void talk(int port, Talker words, int from, int to) throws Exception {
        for (int number = from; number < to; number++) {
            byte[] plain = words.packet(number);
            byte[] room = Arrays.copyOf(plain, plain.length + ROOM);
            int length = keyed().protect(room, 0, plain.length);
            send(ByteBuffer.wrap(room, 0, length), new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }

    void report(int port, byte[] plain) throws Exception {
        byte[] room = Arrays.copyOf(plain, plain.length + ROOM);
        int length = keyed().protectRtcp(room, 0, plain.length);
        send(ByteBuffer.wrap(room, 0, length), new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
    }

    private void send(ByteBuffer datagram, InetSocketAddress to) throws IOException {
        byte[] bytes = new byte[datagram.remaining()];
        datagram.get(bytes);
        socket.send(new DatagramPacket(bytes, bytes.length, to));
    }

    private void receive() {
        byte[] buffer = new byte[4096];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                if (buffer[0] >= 20 && buffer[0] <= 63) {
                    boolean _ = association.receive(buffer, 0, packet.getLength(), packet.getSocketAddress());
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Override
    public void close() {
        association.close();
        socket.close();
    }
}
