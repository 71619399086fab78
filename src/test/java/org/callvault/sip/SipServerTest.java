package org.callvault.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.callvault.session.SessionCommand;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipResponse;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests that reach a session, and its answers on their way back. */
class SipServerTest {
    private static RunningServer running;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        running = new RunningServer(directory, Duration.ofSeconds(20));
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
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
        try (Peer peer = running.peer(transport)) {
            peer.send(Texts.invite(
                    peer,
                    callId,
                    "Record-Route: <sip:p1;lr>\r\nRecord-Route: <sip:p2;lr>\r\nRequire: siprec\r\nContent-Type: application/sdp\r\n",
                    SipChecks.SDP));
            assertThat(peer.receive()).startsWith("SIP/2.0 100 Trying\r\n");
            SessionCommand.Handle handle = running.router.handle(callId);
            SipRequest request = handle.request();
            assertThat(request.method()).isEqualTo("INVITE");
            assertThat(request.body()).isEqualTo(SipChecks.SDP.getBytes(StandardCharsets.UTF_8));
            assertThat(request.contentType()).isEqualTo("application/sdp");
            assertThat(request.contact()).isEqualTo("<sip:src@127.0.0.1>;+sip.src");
            assertThat(request.recordRoute()).containsExactly("<sip:p1;lr>", "<sip:p2;lr>");
            assertThat(request.toTag()).isNull();
            assertThat(request.peer().transport()).isEqualTo(transport);
            assertThat(request.peer().port()).isEqualTo(peer.localPort());

            SipChecks.answer(handle, 200, SipChecks.SDP);
            String ok = peer.receiveFinal();
            assertThat(ok).startsWith("SIP/2.0 200 OK\r\n").endsWith("\r\n\r\n" + SipChecks.SDP);
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
        try (Peer peer = running.peer(transport)) {
            peer.send(Texts.invite(peer, callId, "", ""));
            SessionCommand.Handle handle = running.router.handle(callId);
            SipChecks.answer(handle, 200, SipChecks.SDP);
            String first = peer.receiveFinal();
            SipChecks.answer(handle, 200, SipChecks.SDP);
            SipChecks.answer(handle, 200, SipChecks.SDP);
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
            SipChecks.answer(handle, 200, SipChecks.SDP);
            assertThat(peer.receiveFinal()).startsWith("SIP/2.0 200 ");
            peer.send(invite);
            // The stack may repeat its 200 to a late copy, so another peer asks whether all have been handled.
            try (Peer other = running.udp()) {
                SipChecks.assertServes(other);
            }
            assertThat(running.router.waiting(callId)).isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource(SipTransport.class)
    void anInviteWithoutABranchReachesTheSessionOnceAndCanBeCancelled(SipTransport transport) throws Exception {
        String callId = Texts.callId();
        try (Peer peer = running.peer(transport)) {
            String invite = withoutBranch(Texts.invite(peer, callId, "", ""));
            peer.send(invite);
            SessionCommand.Handle handle = running.router.handle(callId);
            peer.send(invite);
            peer.send(withoutBranch(Texts.request(peer, "CANCEL", callId, "x", "", "", "")));
            SessionCommand.Cancel cancel = (SessionCommand.Cancel) running.router.next(callId);
            assertThat(cancel.transaction()).isEqualTo(handle.request().transaction());
            SipChecks.answer(handle, 487);
        }
    }

    @Test
    void twoClientsWithoutABranchAreNotTakenForOne() throws Exception {
        try (Peer first = running.udp();
                Peer second = running.udp()) {
            for (Peer peer : List.of(first, second)) {
                String callId = Texts.callId();
                peer.send(withoutBranch(Texts.request(peer, "OPTIONS", callId, "x", "", "", "")));
                assertThat(Peer.header(peer.receive(), "Call-ID")).isEqualTo(callId);
            }
        }
    }

    private static String withoutBranch(String request) {
        return request.replaceFirst(";branch=[^;\r]*", "");
    }

    @ParameterizedTest
    @EnumSource(SipTransport.class)
    void cancelIsAnsweredAndToldToTheSessionWhich487s(SipTransport transport) throws Exception {
        String callId = Texts.callId();
        try (Peer peer = running.peer(transport)) {
            peer.send(Texts.invite(peer, callId, "", ""));
            assertThat(peer.receive()).startsWith("SIP/2.0 100 ");
            SessionCommand.Handle handle = running.router.handle(callId);
            peer.send(Texts.request(peer, "CANCEL", callId, "b" + callId, "", "", ""));
            String ok = peer.receive();
            assertThat(ok).startsWith("SIP/2.0 200 ");
            assertThat(Peer.header(ok, "CSeq")).isEqualTo("7 CANCEL");
            SessionCommand.Cancel cancel = (SessionCommand.Cancel) running.router.next(callId);
            assertThat(cancel.transaction()).isEqualTo(handle.request().transaction());
            SipChecks.answer(handle, 487);
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
        try (Peer peer = running.peer(transport)) {
            peer.send(Texts.request(peer, "ACK", callId, "a" + callId, ";tag=srs1", "", SipChecks.SDP));
            SipRequest ack = running.router.handle(callId).request();
            assertThat(ack.transaction()).isEmpty();
            assertThat(ack.toTag()).isEqualTo("srs1");
            assertThat(ack.body()).isEqualTo(SipChecks.SDP.getBytes(StandardCharsets.UTF_8));
            peer.send(Texts.request(peer, "BYE", callId, "y" + callId, ";tag=srs1", "Reason: Q.850;cause=16\r\n", ""));
            SessionCommand.Handle bye = running.router.handle(callId);
            assertThat(bye.request().header("reason")).isEqualTo("Q.850;cause=16");
            SipChecks.answer(bye, 200);
            assertThat(peer.receive()).startsWith("SIP/2.0 200 ").contains("7 BYE");
        }
    }

    @Test
    void optionsInsideADialogGoesToTheSession() throws Exception {
        String callId = Texts.callId();
        try (Peer peer = running.tcp()) {
            peer.send(Texts.request(peer, "OPTIONS", callId, "o" + callId, ";tag=srs1", "", ""));
            SipChecks.answer(running.router.handle(callId), 200);
            assertThat(peer.receive()).startsWith("SIP/2.0 200 ");
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
}
