package org.callvault.dtls;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.callvault.srtp.SrtpKeyParams;

/** An association behind a real socket on loopback. */
final class LoopbackPeer implements AutoCloseable {
    static final SecureRandom RANDOM = new SecureRandom();
    static final DtlsLimits LIMITS = new DtlsLimits(Duration.ofSeconds(20), Duration.ofMillis(50), 8);
    private static final long SOON_SECONDS = 20;

    final DatagramSocket socket;
    final DtlsAssociation association;
    final BlockingQueue<Keys> keyed = new LinkedBlockingQueue<>();
    final BlockingQueue<DtlsFailure> failures = new LinkedBlockingQueue<>();
    final AtomicInteger sent = new AtomicInteger();

    /** Copies of what an association told. */
    record Keys(SrtpKeyParams theirs, SrtpKeyParams ours) {}

    LoopbackPeer(DtlsEndpoint endpoint, DtlsRole role, Fingerprint expected) throws IOException {
        this(endpoint, role, expected, number -> false);
    }

    /** @param lost which of its datagrams, counted from 1, never arrive */
    LoopbackPeer(DtlsEndpoint endpoint, DtlsRole role, Fingerprint expected, Predicate<Integer> lost)
            throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        DtlsSender sender = (datagram, to) -> {
            byte[] bytes = new byte[datagram.remaining()];
            datagram.get(bytes);
            if (!lost.test(sent.incrementAndGet())) {
                socket.send(new DatagramPacket(bytes, bytes.length, to));
            }
        };
        association = endpoint.associate(role, Set.of(expected), sender, new DtlsListener() {
            @Override
            public void keyed(DtlsKeys keys) {
                keyed.add(new Keys(keys.theirs().copy(), keys.ours().copy()));
            }

            @Override
            public void failed(DtlsFailure reason) {
                failures.add(reason);
            }
        });
        Thread.ofVirtual().start(this::receive);
    }

    static DtlsIdentity identity() {
        return DtlsIdentity.generate(RANDOM, Instant.now());
    }

    static DtlsEndpoint endpoint(DtlsIdentity identity) {
        return new DtlsEndpoint(identity, LIMITS, RANDOM);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    Keys awaitKeys() throws InterruptedException {
        Keys keys = keyed.poll(SOON_SECONDS, TimeUnit.SECONDS);
        if (keys == null) {
            throw new AssertionError("no keys, but " + failures);
        }
        return keys;
    }

    DtlsFailure awaitFailure() throws InterruptedException {
        DtlsFailure failure = failures.poll(SOON_SECONDS, TimeUnit.SECONDS);
        if (failure == null) {
            throw new AssertionError("no failure; " + keyed.size() + " times keyed");
        }
        return failure;
    }

    private void receive() {
        byte[] buffer = new byte[4096];
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
                socket.receive(packet);
                byte[] datagram = Arrays.copyOf(buffer, packet.getLength());
                boolean _ = association.receive(datagram, 0, datagram.length, packet.getSocketAddress());
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
