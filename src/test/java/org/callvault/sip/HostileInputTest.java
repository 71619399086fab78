package org.callvault.sip;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.callvault.security.TlsContexts;
import org.callvault.session.SessionCommand;
import org.callvault.session.signal.SipResponse;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostileInputTest {
    private static RunningServer running;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        running = new RunningServer(directory, Duration.ofSeconds(1));
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    private static Peer.StreamPeer stream(SipTransport transport) throws Exception {
        return transport == SipTransport.TCP ? running.tcp() : running.tls();
    }

    private static void assertAlive() throws Exception {
        for (Peer peer : List.of(running.udp(), running.tcp(), running.tls())) {
            try (peer) {
                SipChecks.assertServes(peer);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"2147483647", "99999999999999999999", "-1", "1048577", "x"})
    void aFalseContentLengthClosesThatConnectionAlone(String length) throws Exception {
        for (SipTransport transport : List.of(SipTransport.TCP, SipTransport.TLS)) {
            try (Peer.StreamPeer peer = stream(transport)) {
                String invite = Texts.invite(peer, Texts.callId(), "", "")
                        .replace("Content-Length: 0", "Content-Length: " + length);
                peer.send(invite);
                String answer = peer.receiveUntilClosed();
                if (length.equals("2147483647") || length.equals("1048577")) {
                    assertThat(answer).startsWith("SIP/2.0 413 ").contains("cseq: 7 INVITE");
                }
            }
        }
        assertAlive();
    }

    @Test
    void aMissingContentLengthOnAStreamIsAnsweredAndCloses() throws Exception {
        try (Peer.StreamPeer peer = stream(SipTransport.TCP)) {
            peer.send(Texts.invite(peer, Texts.callId(), "", "").replace("Content-Length: 0\r\n", ""));
            assertThat(peer.receiveUntilClosed()).startsWith("SIP/2.0 400 Content-Length missing");
        }
    }

    @Test
    void aTlsCloseWithTrailingBytesLeavesTheNodeAlive() throws Exception {
        try (Socket raw = new Socket(InetAddress.getLoopbackAddress(), running.tls.port());
                var tls = (SSLSocket) TlsContexts.client(running.certificates.caCertificate())
                        .getSocketFactory()
                        .createSocket(raw, "localhost", running.tls.port(), false)) {
            tls.startHandshake();
            tls.getOutputStream().write("OPTIONS ".getBytes(StandardCharsets.US_ASCII));
            tls.shutdownOutput();
            raw.getOutputStream().write(new byte[] {23, 3, 3, 0, 32, 1, 2, 3, 4});
            raw.getOutputStream().flush();
        }
        assertAlive();
    }

    @Test
    void garbageOnEveryListenerLeavesTheNodeAlive() throws Exception {
        Random random = new Random(7);
        for (int round = 0; round < 40; round++) {
            byte[] garbage = new byte[random.nextInt(2000) + 1];
            random.nextBytes(garbage);
            try (Peer udp = running.udp();
                    Peer tcp = running.tcp();
                    Socket raw = new Socket(InetAddress.getLoopbackAddress(), running.tls.port())) {
                udp.send(garbage);
                tcp.send(garbage);
                raw.getOutputStream().write(garbage);
            }
        }
        assertAlive();
    }

    @Test
    void mutilatedRequestsLeaveTheNodeAlive() throws Exception {
        Random random = new Random(11);
        try (Peer udp = running.udp()) {
            String invite =
                    Texts.invite(udp, "mutilated", "Require: siprec\r\nVia: SIP/2.0/UDP x;maddr=10.0.0.1\r\n", "v=0");
            for (int round = 0; round < 500; round++) {
                StringBuilder text = new StringBuilder(invite);
                for (int change = 0; change < 1 + round % 4; change++) {
                    int at = random.nextInt(text.length());
                    text.setCharAt(at, (char) random.nextInt(1, 128));
                }
                udp.send(text.substring(0, random.nextInt(10) == 0 ? random.nextInt(text.length()) : text.length()));
            }
        }
        assertAlive();
    }

    @Test
    void slowFragmentsMakeOneMessage() throws Exception {
        try (Peer.StreamPeer peer = stream(SipTransport.TCP)) {
            String options = Texts.request(peer, "OPTIONS", Texts.callId(), "slow", "", "", "");
            for (byte single : options.getBytes(StandardCharsets.UTF_8)) {
                peer.send(new byte[] {single});
            }
            assertThat(peer.receive()).startsWith("SIP/2.0 200 ");
        }
    }

    @Test
    void pipelinedMessagesAreHandledInOrder() throws Exception {
        try (Peer.StreamPeer peer = stream(SipTransport.TLS)) {
            StringBuilder all = new StringBuilder();
            List<String> sent = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                String callId = Texts.callId();
                sent.add(callId);
                all.append(Texts.request(peer, "OPTIONS", callId, "o" + callId, "", "", ""));
            }
            peer.send(all.toString());
            List<String> answered = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                answered.add(String.valueOf(Peer.header(peer.receive(), "Call-ID")));
            }
            assertThat(answered).isEqualTo(sent);
        }
    }

    @Test
    void aDoubleLineEndIsAnsweredWithOne() throws Exception {
        for (SipTransport transport : List.of(SipTransport.TCP, SipTransport.TLS)) {
            try (Peer.StreamPeer peer = stream(transport)) {
                peer.send("\r\n\r\n");
                assertThat(peer.receive(2)).isEqualTo("\r\n");
                SipChecks.assertServes(peer);
            }
        }
    }

    @Test
    void aReaderWhoNeverReadsLosesHisConnectionOnly() throws Exception {
        try (Peer.StreamPeer peer = stream(SipTransport.TCP)) {
            peer.socket().setSoTimeout(50);
            byte[] pings = "\r\n\r\n".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
            double before = running.rejected("slow-reader");
            Awaitility.await()
                    .atMost(Duration.ofSeconds(30))
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> {
                        try {
                            peer.send(pings);
                        } catch (SocketException closed) {
                            return true;
                        }
                        return running.rejected("slow-reader") > before;
                    });
        }
        assertAlive();
    }

    @Test
    void aConnectionTooManyIsClosed() throws Exception {
        List<Peer.StreamPeer> peers = new ArrayList<>();
        try {
            double before = running.rejected("too-many-connections");
            for (int i = 0; i < running.sip.maxConnections() + 1; i++) {
                peers.add(stream(SipTransport.TCP));
            }
            Awaitility.await().until(() -> running.rejected("too-many-connections") > before);
        } finally {
            for (Peer.StreamPeer peer : peers) {
                peer.close();
            }
        }
        Awaitility.await()
                .until(() -> running.metrics
                                .get("callvault.sip.connections")
                                .tag("transport", "TCP")
                                .gauge()
                                .value()
                        == 0);
        assertAlive();
    }

    @Test
    void aViaOfAnotherTransportGetsNoAnswerOverIt() throws Exception {
        double before = running.rejected("via-transport");
        try (Peer udp = running.udp()) {
            udp.send(Texts.invite(udp, Texts.callId(), "", "").replace("SIP/2.0/UDP", "SIP/2.0/TCP"));
            Awaitility.await().until(() -> running.rejected("via-transport") > before);
        }
        assertAlive();
    }

    @Test
    void aDatagramOf60KilobytesIsTaken() throws Exception {
        String callId = Texts.callId();
        try (Peer udp = running.udp()) {
            udp.send(Texts.invite(udp, callId, "", "x".repeat(60_000)));
            assertThat(running.router.handle(callId).request().body()).hasSize(60_000);
        }
    }

    @Test
    void aContentLengthBeyondTheDatagramIsBoundByIt() throws Exception {
        String callId = Texts.callId();
        try (Peer udp = running.udp()) {
            udp.send(Texts.invite(udp, callId, "", "v=0").replace("Content-Length: 3", "Content-Length: 300"));
            assertThat(running.router.handle(callId).request().body())
                    .isEqualTo("v=0".getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void aSilentSessionMeans500AndItIsToldToForgetTheInvite() throws Exception {
        String callId = Texts.callId();
        try (Peer peer = running.tcp()) {
            peer.send(Texts.invite(peer, callId, "", ""));
            SessionCommand.Handle handle = running.router.handle(callId);
            assertThat(peer.receiveFinal()).startsWith("SIP/2.0 500 ").contains("Retry-After: ");
            assertThat(running.router.next(callId)).isInstanceOf(SessionCommand.Cancel.class);
            double before = running.rejected("late-reply");
            handle.replyTo()
                    .tell(new SessionCommand.SipReply(
                            handle.request().transaction(),
                            new SipResponse(200, null, "t", List.of(), null, new byte[0])));
            Awaitility.await().until(() -> running.rejected("late-reply") > before);
        }
    }
}
