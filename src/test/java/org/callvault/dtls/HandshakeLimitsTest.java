package org.callvault.dtls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HandshakeLimitsTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    private final DtlsIdentity alice = LoopbackPeer.identity();
    private final DtlsIdentity bob = LoopbackPeer.identity();

    @Test
    void aPeerThatFallsSilentIsGivenUp() throws Exception {
        DtlsEndpoint hasty = endpoint(Duration.ofMillis(300), 8);
        try (LoopbackPeer server = new LoopbackPeer(
                        LoopbackPeer.endpoint(alice), DtlsRole.SERVER, bob.fingerprint(), all -> true);
                LoopbackPeer client = new LoopbackPeer(hasty, DtlsRole.CLIENT, alice.fingerprint())) {
            client.association.connect(server.address());
            assertThat(client.awaitFailure()).isEqualTo(DtlsFailure.TIMED_OUT);
            awaitNone(hasty);
        }
    }

    /** RFC 6347, section 4.2.1: each gets a HelloVerifyRequest no longer than what it sent, and nothing is kept. */
    @Test
    void spoofedClientHellosAllocateNothing() throws Exception {
        byte[] hello = clientHello();
        Queue<ByteBuffer> answers = new ConcurrentLinkedQueue<>();
        Queue<DtlsFailure> failures = new ConcurrentLinkedQueue<>();
        DtlsEndpoint endpoint = endpoint(Duration.ofSeconds(20), 8);
        try (DtlsAssociation server = endpoint.associate(
                DtlsRole.SERVER,
                Set.of(bob.fingerprint()),
                (datagram, to) -> answers.add(datagram.duplicate()),
                listener(failures))) {
            int taken = 0;
            for (int spoofed = 1; spoofed <= 500; spoofed++) {
                InetAddress address =
                        InetAddress.getByAddress(new byte[] {127, 1, (byte) (spoofed >> 8), (byte) spoofed});
                taken += server.receive(hello, 0, hello.length, new InetSocketAddress(address, 5004)) ? 1 : 0;
            }
            int expected = taken;
            await().atMost(SOON).until(() -> answers.size() == expected);
            assertThat(endpoint.handshakes()).isZero();
            assertThat(failures).isEmpty();
            assertThat(answers).allSatisfy(answer -> {
                assertThat(answer.remaining()).isLessThanOrEqualTo(hello.length);
                assertThat(answer.get(answer.position() + 13))
                        .as("hello_verify_request")
                        .isEqualTo((byte) 3);
            });
        }
    }

    @Test
    void noMoreHandshakesGoOnThanTheNodeAllows() throws Exception {
        DtlsEndpoint narrow = endpoint(Duration.ofSeconds(20), 1);
        try (LoopbackPeer server = new LoopbackPeer(narrow, DtlsRole.SERVER, bob.fingerprint());
                LoopbackPeer holder = silentAfterCookie(server);
                LoopbackPeer next =
                        new LoopbackPeer(LoopbackPeer.endpoint(bob), DtlsRole.CLIENT, alice.fingerprint())) {
            await().atMost(SOON).until(() -> narrow.handshakes() == 1);
            next.association.connect(server.address());
            assertThat(server.awaitFailure()).isEqualTo(DtlsFailure.TOO_MANY_HANDSHAKES);
            assertThat(narrow.handshakes()).isEqualTo(1);
            server.association.close();
            awaitNone(narrow);
            assertThat(holder.keyed).isEmpty();
        }
    }

    @Test
    void oneStreamDoesNotTakeAllHandshakesOfTheNode() throws Exception {
        DtlsEndpoint endpoint = endpoint(Duration.ofSeconds(20), 100);
        List<LoopbackPeer> clients = new ArrayList<>();
        try (LoopbackPeer server = new LoopbackPeer(endpoint, DtlsRole.SERVER, bob.fingerprint())) {
            for (int client = 0; client < 4; client++) {
                clients.add(silentAfterCookie(server));
            }
            assertThat(server.awaitFailure()).isEqualTo(DtlsFailure.TOO_MANY_PEERS);
            assertThat(endpoint.handshakes()).isLessThanOrEqualTo(3);
        } finally {
            clients.forEach(LoopbackPeer::close);
        }
    }

    /** A client whose answer to the cookie is the last that comes of it. */
    private LoopbackPeer silentAfterCookie(LoopbackPeer server) throws IOException {
        LoopbackPeer client = new LoopbackPeer(
                LoopbackPeer.endpoint(bob), DtlsRole.CLIENT, alice.fingerprint(), number -> number > 2);
        client.association.connect(server.address());
        return client;
    }

    @Test
    void datagramsBeforeAnyHandshakeAreCounted() throws Exception {
        try (LoopbackPeer server = new LoopbackPeer(LoopbackPeer.endpoint(alice), DtlsRole.SERVER, bob.fingerprint());
                java.net.DatagramSocket stranger = new java.net.DatagramSocket()) {
            stranger.send(new DatagramPacket(new byte[] {22, 1, 2, 3}, 4, server.address()));
            assertThat(server.awaitFailure()).isEqualTo(DtlsFailure.UNEXPECTED);
        }
    }

    @Test
    void aClosedAssociationHasNoHandshake() throws Exception {
        DtlsEndpoint endpoint = endpoint(Duration.ofSeconds(20), 8);
        try (LoopbackPeer server = new LoopbackPeer(
                        LoopbackPeer.endpoint(alice), DtlsRole.SERVER, bob.fingerprint(), all -> true);
                LoopbackPeer client = new LoopbackPeer(endpoint, DtlsRole.CLIENT, alice.fingerprint())) {
            client.association.connect(server.address());
            await().atMost(SOON).until(() -> endpoint.handshakes() == 1);
            client.association.close();
            awaitNone(endpoint);
            client.association.connect(server.address());
            assertThat(endpoint.handshakes()).isZero();
        }
    }

    private DtlsEndpoint endpoint(Duration handshake, int handshakes) {
        return new DtlsEndpoint(
                alice, new DtlsLimits(handshake, Duration.ofMillis(50), handshakes), LoopbackPeer.RANDOM);
    }

    private byte[] clientHello() throws Exception {
        AtomicReference<byte[]> first = new AtomicReference<>(new byte[0]);
        CountDownLatch sent = new CountDownLatch(1);
        DtlsSender sender = (datagram, to) -> {
            byte[] bytes = new byte[datagram.remaining()];
            datagram.get(bytes);
            if (sent.getCount() == 1) {
                first.set(bytes);
                sent.countDown();
            }
        };
        try (DtlsAssociation client = LoopbackPeer.endpoint(bob)
                .associate(
                        DtlsRole.CLIENT,
                        Set.of(alice.fingerprint()),
                        sender,
                        listener(new ConcurrentLinkedQueue<>()))) {
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9));
            assertThat(sent.await(20, TimeUnit.SECONDS)).isTrue();
            return java.util.Objects.requireNonNull(first.get());
        }
    }

    private static DtlsListener listener(Queue<DtlsFailure> failures) {
        return new DtlsListener() {
            @Override
            public void keyed(DtlsKeys keys) {}

            @Override
            public void failed(DtlsFailure reason) {
                failures.add(reason);
            }
        };
    }

    private static void awaitNone(DtlsEndpoint endpoint) {
        await().atMost(SOON).until(() -> endpoint.handshakes() == 0);
    }
}
