package org.callvault.sip;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.callvault.session.SessionCommand;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that take what they can: connections, time and attention. A call that is up is answered all the while. */
class AbuseTest {
    /** Connections are cheap here, but each TLS one is a key exchange: the many are TCP. */
    private static final int TCP_CONNECTIONS = 500;

    private static final int TLS_CONNECTIONS = 60;
    private static final int JUNK_MESSAGES = 10_000;
    /** Kept, that much junk would be larger. */
    private static final long HEAP_NOISE = 4 << 20;

    private static final int MANY_CONNECTIONS = 5_000;
    /** Pools grow by a few threads on any day; one a connection or message would be hundreds. */
    private static final int A_FEW_THREADS = 24;

    private static final Duration IDLE = Duration.ofSeconds(2);

    private static RunningServer patient;
    private static RunningServer impatient;

    @BeforeAll
    static void start(@TempDir Path first, @TempDir Path second) throws Exception {
        patient = new RunningServer(
                first, new RunningServer.Limits(Duration.ofSeconds(20), 6_000, Duration.ofSeconds(60)));
        impatient = new RunningServer(second, new RunningServer.Limits(Duration.ofSeconds(20), 1_000, IDLE));
    }

    @AfterAll
    static void stop() throws Exception {
        patient.close();
        impatient.close();
    }

    /** A dialog as the session sees it: each in-dialog request is told to it and answered. */
    private record Call(RunningServer server, Peer peer, String callId) implements AutoCloseable {
        static Call over(RunningServer server, Peer peer) throws Exception {
            Call call = new Call(server, peer, Texts.callId());
            peer.send(Texts.invite(peer, call.callId, "", ""));
            SipChecks.answer(server.router.handle(call.callId), 200);
            assertThat(peer.receiveFinal()).startsWith("SIP/2.0 200 ");
            return call;
        }

        void assertAnswered() throws Exception {
            peer.send(Texts.request(peer, "OPTIONS", callId, "o" + Texts.callId(), ";tag=srs1", "", ""));
            SessionCommand.Handle handle = server.router.handle(callId);
            SipChecks.answer(handle, 200);
            assertThat(peer.receiveFinal()).startsWith("SIP/2.0 200 ");
        }

        @Override
        public void close() throws IOException {
            peer.close();
        }
    }

    @Test
    void aHandshakeThatDripsHoldsNobodyUpAndIsClosed() throws Exception {
        byte[] clientHelloBegins = {22, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3};
        try (Socket drip = new Socket(InetAddress.getLoopbackAddress(), impatient.tls.port())) {
            drip.setSoTimeout(Peer.TIMEOUT_MILLIS);
            for (byte single : clientHelloBegins) {
                drip.getOutputStream().write(single);
                drip.getOutputStream().flush();
            }
            try (Peer other = impatient.tls()) {
                SipChecks.assertServes(other);
            }
            assertThat(new Peer.StreamPeer(drip, "TLS").receiveUntilClosed()).isEmpty();
        }
        awaitConnections(impatient, SipTransport.TLS, 0);
    }

    @Test
    void halfARequestHoldsNobodyUpAndIsClosed() throws Exception {
        for (SipTransport transport : List.of(SipTransport.TCP, SipTransport.TLS)) {
            try (Peer.StreamPeer half = (Peer.StreamPeer) impatient.peer(transport);
                    Peer other = impatient.peer(transport)) {
                String request = Texts.request(half, "OPTIONS", Texts.callId(), "half", "", "", "");
                half.send(request.substring(0, request.length() / 2));
                SipChecks.assertServes(other);
                assertThat(half.receiveUntilClosed()).isEmpty();
            }
        }
    }

    /** One byte now and then keeps an idle time-out from running: a message has a time of its own. */
    @Test
    void aRequestThatDripsForEverIsClosed() throws Exception {
        try (Peer.StreamPeer drip = impatient.tcp()) {
            Awaitility.await()
                    .atMost(IDLE.multipliedBy(5))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> isRefused(drip, "x"));
        }
        try (Peer other = impatient.tcp()) {
            SipChecks.assertServes(other);
        }
    }

    private static boolean isRefused(Peer peer, String text) throws IOException {
        try {
            peer.send(text);
            return false;
        } catch (SocketException closed) {
            return true;
        }
    }

    @Test
    void idleConnectionsCostNoThreads() throws Exception {
        List<Peer> idle = new ArrayList<>();
        try (Call call = Call.over(patient, patient.tcp())) {
            int before = threads();
            for (int i = 0; i < TCP_CONNECTIONS; i++) {
                idle.add(patient.tcp());
            }
            for (int i = 0; i < TLS_CONNECTIONS; i++) {
                Peer.StreamPeer tls = patient.tls();
                idle.add(tls);
                ((SSLSocket) tls.socket()).startHandshake();
            }
            awaitConnections(patient, SipTransport.TCP, TCP_CONNECTIONS + 1);
            awaitConnections(patient, SipTransport.TLS, TLS_CONNECTIONS);
            call.assertAnswered();
            assertThat(threads()).isLessThan(before + A_FEW_THREADS);
        } finally {
            for (Peer peer : idle) {
                peer.close();
            }
        }
        awaitConnections(patient, SipTransport.TCP, 0);
        awaitConnections(patient, SipTransport.TLS, 0);
    }

    /** Both ends of each connection are here: twice as many file descriptors. */
    @Test
    @Tag("peers")
    void fiveThousandIdleConnectionsCostNoThreads() throws Exception {
        var system = (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        Assumptions.assumeTrue(system.getMaxFileDescriptorCount() > 2 * MANY_CONNECTIONS + 1_000, "ulimit -n");
        List<Peer> idle = new ArrayList<>();
        try (Call call = Call.over(patient, patient.tls())) {
            int before = threads();
            for (int i = 0; i < MANY_CONNECTIONS; i++) {
                idle.add(patient.tcp());
            }
            awaitConnections(patient, SipTransport.TCP, MANY_CONNECTIONS);
            call.assertAnswered();
            assertThat(threads()).isLessThan(before + A_FEW_THREADS);
        } finally {
            for (Peer peer : idle) {
                peer.close();
            }
        }
        awaitConnections(patient, SipTransport.TCP, 0);
    }

    @Test
    void aFloodOfJunkLeavesNothingBehind() throws Exception {
        Random random = new Random(4475);
        try (Call call = Call.over(patient, patient.tls());
                Peer udp = patient.udp()) {
            // Once through, so that what is made once has been made.
            flood(udp, random, JUNK_MESSAGES / 10);
            int before = threads();
            long heap = heap();
            double transactions =
                    patient.metrics.get("callvault.sip.transactions").gauge().value();
            for (int i = 0; i < 5; i++) {
                flood(udp, random, JUNK_MESSAGES / 5);
                call.assertAnswered();
            }
            assertThat(threads()).isLessThan(before + A_FEW_THREADS);
            assertThat(patient.metrics.get("callvault.sip.transactions").gauge().value())
                    .as("only the OPTIONS of the call were kept")
                    .isLessThanOrEqualTo(transactions + 5);
            Awaitility.await("the heap").until(() -> heap() < heap + HEAP_NOISE);
        }
        awaitConnections(patient, SipTransport.TCP, 0);
        try (Peer fresh = patient.udp()) {
            SipChecks.assertServes(fresh);
        }
    }

    /** Over UDP from one socket; over TCP a connection for each, as the first junk ends it. */
    private static void flood(Peer udp, Random random, int messages) throws Exception {
        for (int i = 0; i < messages; i++) {
            byte[] junk = junk(udp, random);
            udp.send(junk);
            if (i % 50 == 0) {
                try (Peer tcp = patient.tcp()) {
                    tcp.send(junk);
                }
            }
        }
    }

    /** Noise, or an INVITE that cannot be one any more. */
    private static byte[] junk(Peer peer, Random random) {
        if (random.nextBoolean()) {
            byte[] noise = new byte[1 + random.nextInt(1_400)];
            random.nextBytes(noise);
            return noise;
        }
        String invite = Texts.invite(peer, "junk" + random.nextInt(), "", "x".repeat(random.nextInt(1_000)));
        return invite.replace("CSeq: 7", "CSeq: seven").getBytes(StandardCharsets.UTF_8);
    }

    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static int threads() {
        return ManagementFactory.getThreadMXBean().getThreadCount();
    }

    private static void awaitConnections(RunningServer server, SipTransport transport, int open) {
        Awaitility.await(transport + " connections")
                .until(() -> server.metrics
                                .get("callvault.sip.connections")
                                .tag("transport", transport.name())
                                .gauge()
                                .value()
                        == open);
    }
}
