package org.callvault.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.callvault.session.SessionCommand;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipResponse;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.admission.Admission;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SipServerTest {
    private static final String SDP = "v=0\r\n\u00e9\r\n";

    private static RunningServer running;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        running = new RunningServer(directory, Duration.ofSeconds(20));
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    private static Peer peer(SipTransport transport) throws Exception {
        return switch (transport) {
            case UDP -> running.udp();
            case TCP -> running.tcp();
            case TLS -> running.tls();
        };
    }

    private static void answer(SessionCommand.Handle handle, int status, String... body) {
        boolean withBody = body.length > 0;
        handle.replyTo()
                .tell(new SessionCommand.SipReply(
                        handle.request().transaction(),
                        new SipResponse(
                                status,
                                null,
                                "srs1",
                                List.of(new SipHeader("Session-Expires", "1800;refresher=uac")),
                                withBody ? "application/sdp" : null,
                                withBody ? body[0].getBytes(StandardCharsets.UTF_8) : new byte[0])));
    }

    @Test
    void tellsWhatIsListening() {
        assertThat(running.server.listening())
                .containsExactly(
                        "udp 127.0.0.1:" + running.sip.udpPort(),
                        "tcp 127.0.0.1:" + running.sip.tcpPort(),
                        "tls 127.0.0.1:" + running.tls.port());
    }

    @ParameterizedTest
    @EnumSource(SipTransport.class)
    void anInviteGets100AtOnceAndThenWhatTheSessionAnswers(SipTransport transport) throws Exception {
        String callId = Texts.callId();
        try (Peer peer = peer(transport)) {
            peer.send(Texts.invite(
                    peer,
                    callId,
                    "Record-Route: <sip:p1;lr>\r\nRecord-Route: <sip:p2;lr>\r\nRequire: siprec\r\nContent-Type: application/sdp\r\n",
                    SDP));
            assertThat(peer.receive()).startsWith("SIP/2.0 100 Trying\r\n");
            SessionCommand.Handle handle = running.router.handle(callId);
            SipRequest request = handle.request();
            assertThat(request.method()).isEqualTo("INVITE");
            assertThat(request.body()).isEqualTo(SDP.getBytes(StandardCharsets.UTF_8));
            assertThat(request.contentType()).isEqualTo("application/sdp");
            assertThat(request.contact()).isEqualTo("<sip:src@127.0.0.1>;+sip.src");
            assertThat(request.recordRoute()).containsExactly("<sip:p1;lr>", "<sip:p2;lr>");
            assertThat(request.toTag()).isNull();
            assertThat(request.peer().transport()).isEqualTo(transport);
            assertThat(request.peer().port()).isEqualTo(peer.localPort());

            answer(handle, 200, SDP);
            String ok = peer.receiveFinal();
            assertThat(ok).startsWith("SIP/2.0 200 OK\r\n").endsWith("\r\n\r\n" + SDP);
            assertThat(Peer.header(ok, "To")).contains(";tag=srs1");
            assertThat(Peer.header(ok, "Contact"))
                    .startsWith("<sip:callvault@127.0.0.1:")
                    .endsWith(">;+sip.srs");
            assertThat(Peer.header(ok, "Server")).isEqualTo("Callvault");
            assertThat(Peer.header(ok, "Session-Expires")).isEqualTo("1800;refresher=uac");
            assertThat(ok.replaceAll("(?s).*?Record-Route:([^\n]*p1[^\n]*).*", "$1"))
                    .contains("p1");
            assertThat(ok.indexOf("p1")).isLessThan(ok.indexOf("p2"));
        }
    }

    @ParameterizedTest
    @EnumSource(SipTransport.class)
    void aRepeatedReplyOfTheSessionGoesOutAgain(SipTransport transport) throws Exception {
        String callId = Texts.callId();
        try (Peer peer = peer(transport)) {
            peer.send(Texts.invite(peer, callId, "", ""));
            SessionCommand.Handle handle = running.router.handle(callId);
            answer(handle, 200, SDP);
            String first = peer.receiveFinal();
            answer(handle, 200, SDP);
            answer(handle, 200, SDP);
            assertThat(peer.receive()).isEqualTo(first);
            assertThat(peer.receive()).isEqualTo(first);
        }
    }

    @Test
    void aRetransmittedInviteReachesTheSessionOnce() throws Exception {
        String callId = Texts.callId();
        try (Peer peer = running.udp()) {
            String invite = Texts.invite(peer, callId, "", "");
            peer.send(invite);
            peer.send(invite);
            peer.send(invite);
            SessionCommand.Handle handle = running.router.handle(callId);
            answer(handle, 200, SDP);
            assertThat(peer.receiveFinal()).startsWith("SIP/2.0 200 ");
            peer.send(invite);
            assertServes(peer);
            assertThat(running.router.waiting(callId)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(SipTransport.class)
    void cancelIsAnsweredAndToldToTheSessionWhich487s(SipTransport transport) throws Exception {
        String callId = Texts.callId();
        try (Peer peer = peer(transport)) {
            peer.send(Texts.invite(peer, callId, "", ""));
            assertThat(peer.receive()).startsWith("SIP/2.0 100 ");
            SessionCommand.Handle handle = running.router.handle(callId);
            peer.send(Texts.request(peer, "CANCEL", callId, "b" + callId, "", "", ""));
            String ok = peer.receive();
            assertThat(ok).startsWith("SIP/2.0 200 ");
            assertThat(Peer.header(ok, "CSeq")).isEqualTo("7 CANCEL");
            SessionCommand.Cancel cancel = (SessionCommand.Cancel) running.router.next(callId);
            assertThat(cancel.transaction()).isEqualTo(handle.request().transaction());
            answer(handle, 487);
            assertThat(peer.receive()).startsWith("SIP/2.0 487 ").contains("7 INVITE");
            peer.send(Texts.request(peer, "ACK", callId, "b" + callId, ";tag=srs1", "", ""));
            Awaitility.await()
                    .during(Duration.ofMillis(300))
                    .until(() -> running.router.waiting(callId).isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource(SipTransport.class)
    void ackAndByeReachTheSession(SipTransport transport) throws Exception {
        String callId = Texts.callId();
        try (Peer peer = peer(transport)) {
            peer.send(Texts.request(peer, "ACK", callId, "a" + callId, ";tag=srs1", "", SDP));
            SipRequest ack = running.router.handle(callId).request();
            assertThat(ack.transaction()).isEmpty();
            assertThat(ack.toTag()).isEqualTo("srs1");
            assertThat(ack.body()).isEqualTo(SDP.getBytes(StandardCharsets.UTF_8));
            peer.send(Texts.request(peer, "BYE", callId, "y" + callId, ";tag=srs1", "Reason: Q.850;cause=16\r\n", ""));
            SessionCommand.Handle bye = running.router.handle(callId);
            assertThat(bye.request().header("reason")).isEqualTo("Q.850;cause=16");
            answer(bye, 200);
            assertThat(peer.receive()).startsWith("SIP/2.0 200 ").contains("7 BYE");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "REGISTER | '' | '' | 405 | Allow: INVITE",
                "INFO | ;tag=x | '' | 405 | Allow: INVITE",
                "NOTIFY | ;tag=x | '' | 405 | Allow: INVITE",
                "FROB | '' | '' | 405 | Allow: INVITE",
                "INVITE | '' | 'Require: frobnicate, siprec' | 420 | Unsupported: frobnicate",
                "INVITE | '' | 'Content-Encoding: gzip' | 415 | Accept-Encoding: identity",
                "BYE | '' | '' | 481 | Warning: 399 callvault",
                "UPDATE | '' | '' | 481 | Warning: 399 callvault",
                "CANCEL | '' | '' | 481 | Warning: 399 callvault"
            })
    void refusesWithoutASession(String method, String toTag, String header, int status, String expected)
            throws Exception {
        for (SipTransport transport : SipTransport.values()) {
            String callId = Texts.callId();
            try (Peer peer = peer(transport)) {
                String contact = "Contact: <sip:src@127.0.0.1>\r\n";
                String more = contact + (header.isEmpty() ? "" : header + "\r\n");
                peer.send(Texts.request(peer, method, callId, "r" + callId, toTag, more, ""));
                String response = peer.receiveFinal();
                assertThat(response).startsWith("SIP/2.0 " + status + " ").contains(expected);
                assertThat(Peer.header(response, "To")).contains(";tag=");
                assertThat(running.router.peek(callId)).isNull();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"sip:srs@127.0.0.1 SIP/7.0, 505", "http://x/ SIP/2.0, 416", "tel:+15551234 SIP/2.0, 0"})
    void judgesTheRequestLine(String rest, int status) throws Exception {
        for (SipTransport transport : SipTransport.values()) {
            String callId = Texts.callId();
            try (Peer peer = peer(transport)) {
                peer.send(Texts.invite(peer, callId, "", "").replaceFirst("sip:srs@127.0.0.1 SIP/2.0", rest));
                if (status == 0) {
                    answer(running.router.handle(callId), 603);
                    assertThat(peer.receiveFinal()).startsWith("SIP/2.0 603 ");
                } else {
                    assertThat(peer.receiveFinal()).startsWith("SIP/2.0 " + status + " ");
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"From", "To", "Call-ID", "CSeq", "Via"})
    void survivesARequestWithoutAMandatoryHeader(String missing) throws Exception {
        for (SipTransport transport : SipTransport.values()) {
            try (Peer peer = peer(transport)) {
                double before = running.rejected("missing-header") + running.rejected("unparsable");
                peer.send(Texts.invite(peer, Texts.callId(), "", "").replaceFirst("(?m)^" + missing + ":.*\r\n", ""));
                Awaitility.await()
                        .until(() -> running.rejected("missing-header") + running.rejected("unparsable") > before);
                assertServes(peer);
            }
        }
    }

    @Test
    void toleratesAMissingMaxForwardsAndZero() throws Exception {
        try (Peer peer = running.udp()) {
            for (String line : List.of("", "Max-Forwards: 0\r\n")) {
                String callId = Texts.callId();
                peer.send(Texts.invite(peer, callId, "", "").replace("Max-Forwards: 70\r\n", line));
                answer(running.router.handle(callId), 486);
                assertThat(peer.receiveFinal()).startsWith("SIP/2.0 486 ");
            }
        }
    }

    @Test
    void aReasonPhraseCannotBreakOutOfItsLine() throws Exception {
        String callId = Texts.callId();
        try (Peer peer = running.tcp()) {
            peer.send(Texts.invite(peer, callId, "", ""));
            SessionCommand.Handle handle = running.router.handle(callId);
            handle.replyTo()
                    .tell(new SessionCommand.SipReply(
                            handle.request().transaction(),
                            new SipResponse(
                                    488,
                                    "No codec\r\nEvil: yes",
                                    "t",
                                    List.of(new SipHeader("Warning", "304 srs \"x\"\r\nEvil: yes")),
                                    null,
                                    new byte[0])));
            assertThat(peer.receiveFinal())
                    .startsWith("SIP/2.0 488 No codec Evil: yes\r\n")
                    .doesNotContain("\nEvil");
        }
    }

    @ParameterizedTest
    @EnumSource(SipTransport.class)
    void optionsOutsideADialogTellsWhatARecorderCanDo(SipTransport transport) throws Exception {
        try (Peer peer = peer(transport)) {
            assertServes(peer);
        }
    }

    @Test
    void optionsInsideADialogGoesToTheSession() throws Exception {
        String callId = Texts.callId();
        try (Peer peer = running.tcp()) {
            peer.send(Texts.request(peer, "OPTIONS", callId, "o" + callId, ";tag=srs1", "", ""));
            answer(running.router.handle(callId), 200);
            assertThat(peer.receive()).startsWith("SIP/2.0 200 ");
        }
    }

    @Test
    void aRefusingAdmissionAnswersNewCallsAndProbesOnly() throws Exception {
        running.admission.refusal = Optional.of(new Admission.Refusal(503, "draining", "Draining", 7));
        try (Peer peer = running.tcp()) {
            for (String method : List.of("INVITE", "OPTIONS")) {
                String callId = Texts.callId();
                String more = "Contact: <sip:src@127.0.0.1>\r\n";
                peer.send(Texts.request(peer, method, callId, "d" + callId, "", more, ""));
                assertThat(peer.receiveFinal()).startsWith("SIP/2.0 503 ").contains("Retry-After: 7", "Draining");
            }
            String callId = Texts.callId();
            peer.send(Texts.request(peer, "BYE", callId, "d" + callId, ";tag=srs1", "", ""));
            answer(running.router.handle(callId), 200);
            assertThat(peer.receive()).startsWith("SIP/2.0 200 ");
        } finally {
            running.admission.refusal = Optional.empty();
        }
    }

    @ParameterizedTest
    @EnumSource(SipTransport.class)
    void aRequestOfOursComesOverTheConnectionOfTheSrc(SipTransport transport) throws Exception {
        String callId = Texts.callId();
        try (Peer peer = peer(transport)) {
            peer.send(Texts.invite(peer, callId, "", ""));
            SessionCommand.Handle handle = running.router.handle(callId);
            answer(handle, 200);
            assertThat(peer.receiveFinal()).startsWith("SIP/2.0 200 ");
            running.server.signalling().send(bye(handle.request(), "sip:src@127.0.0.1:" + peer.localPort()));
            String bye = peer.receive();
            assertThat(bye).startsWith("BYE sip:src@127.0.0.1:" + peer.localPort() + " SIP/2.0\r\n");
            assertThat(Peer.header(bye, "Route")).isEqualTo("<sip:127.0.0.1:" + peer.localPort() + ";lr>");
            assertThat(Peer.header(bye, "To")).contains("tag=src1");
            assertThat(Peer.header(bye, "From")).contains("tag=srs1");
            assertThat(Peer.header(bye, "Reason")).isEqualTo("SIP;cause=200");
            peer.send(reply(bye));
            Awaitility.await().until(() -> sent("BYE", "2xx") > 0);
        }
    }

    @Test
    void aRequestOfOursDialsTheTargetWhenTheConnectionIsGone() throws Exception {
        String callId = Texts.callId();
        SipRequest request;
        try (Peer peer = running.tcp()) {
            peer.send(Texts.invite(peer, callId, "", ""));
            SessionCommand.Handle handle = running.router.handle(callId);
            request = handle.request();
            answer(handle, 200);
            assertThat(peer.receiveFinal()).startsWith("SIP/2.0 200 ");
        }
        try (ServerSocket target = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Awaitility.await()
                    .until(() -> running.metrics
                                    .get("callvault.sip.connections")
                                    .tag("transport", "TCP")
                                    .gauge()
                                    .value()
                            == 0);
            running.server
                    .signalling()
                    .send(bye(request, "sip:src@localhost:" + target.getLocalPort() + ";transport=tcp", List.of()));
            target.setSoTimeout(Peer.TIMEOUT_MILLIS);
            try (Peer.StreamPeer dialled = new Peer.StreamPeer(target.accept(), "TCP")) {
                assertThat(dialled.receive()).startsWith("BYE ");
            }
        }
    }

    private static OutboundRequest bye(SipRequest request, String target) {
        return bye(request, target, List.of("<sip:127.0.0.1:" + request.peer().port() + ";lr>"));
    }

    private static OutboundRequest bye(SipRequest request, String target, List<String> routes) {
        return new OutboundRequest(
                "BYE",
                new CallId(request.callId().value()),
                "<sip:srs@127.0.0.1>",
                "srs1",
                "\"SRC\" <sip:src@127.0.0.1>",
                request.fromTag(),
                1,
                target,
                routes,
                request.peer(),
                List.of(new SipHeader("Reason", "SIP;cause=200")),
                null,
                new byte[0]);
    }

    private static String reply(String request) {
        StringBuilder text = new StringBuilder("SIP/2.0 200 OK\r\n");
        for (String name : List.of("Via", "From", "To", "Call-ID", "CSeq")) {
            text.append(name).append(": ").append(Peer.header(request, name)).append("\r\n");
        }
        return text + "Content-Length: 0\r\n\r\n";
    }

    private static double sent(String method, String result) {
        return running.metrics
                .counter("callvault.sip.sent", "method", method, "result", result)
                .count();
    }

    static void assertServes(Peer peer) throws Exception {
        String callId = Texts.callId();
        peer.send(Texts.request(peer, "OPTIONS", callId, "p" + callId, "", "", ""));
        String response = peer.receive();
        assertThat(response).startsWith("SIP/2.0 200 ");
        assertThat(Peer.header(response, "Supported")).contains("siprec", "timer");
        assertThat(Objects.requireNonNull(Peer.header(response, "Allow"))).contains("UPDATE");
        assertThat(response).contains("application/rs-metadata+xml", "multipart/mixed", "+sip.srs");
    }
}
