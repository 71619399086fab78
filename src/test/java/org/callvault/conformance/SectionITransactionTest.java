package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.callvault.session.SessionCommand;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.signal.SipResponse;
import org.callvault.session.state.Effect;
import org.callvault.session.state.PlayedSession;
import org.callvault.session.state.Requests;
import org.callvault.session.state.SessionEvent;
import org.callvault.session.state.SessionEvent.MediaReady;
import org.callvault.session.state.SessionState;
import org.callvault.session.state.SessionTimers;
import org.callvault.sip.Peer;
import org.callvault.sip.RunningServer;
import org.callvault.sip.Texts;
import org.callvault.sip.admission.Admission;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3261: what needs an unfinished transaction, a timer or a refusing node; the session's logic and the listeners apart. */
@ExtendWith(ConformanceReport.class)
class SectionITransactionTest {
    private static RunningServer running;

    private final PlayedSession session = new PlayedSession();

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        running = new RunningServer(directory, Duration.ofSeconds(20));
    }

    @AfterAll
    static void stop() throws Exception {
        running.close();
    }

    private void assertRefusedForNow() {
        SipResponse response = session.response();
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.headers())
                .filteredOn(header -> header.name().equals("Retry-After"))
                .singleElement()
                .extracting(SipHeader::value)
                .satisfies(seconds -> assertThat(Integer.parseInt(seconds)).isBetween(0, 10));
    }

    @Test
    @Statement(
            section = "I",
            number = 2,
            source = "RFC 3261, 13.3.1.4",
            text = "The interval of repeated 2xx doubles from T1 up to T2, and the ACK ends them")
    void theIntervalOfRepeated200sDoublesUpToT2() {
        String tag = session.answers(Requests.request().sdp(Requests.OFFER));
        for (long millis : List.of(1000L, 2000L, 4000L, 4000L)) {
            session.happens(new SessionEvent.TimerFired(SessionTimers.RETRANSMIT));
            assertThat(session.response().status()).isEqualTo(200);
            assertThat(session.only(Effect.StartTimer.class).after()).hasMillis(millis);
        }
        session.receives(Requests.request().inDialog(tag), "ACK");
        session.happens(new SessionEvent.TimerFired(SessionTimers.RETRANSMIT));
        assertThat(session.effects()).isEmpty();
    }

    @Test
    @Statement(
            section = "I",
            number = 2,
            source = "RFC 3261, 13.3.1.4",
            text = "Without an ACK within 64*T1 the dialog is ended by BYE")
    void withoutAnAckTheDialogIsEndedByBye() {
        session.answers(Requests.request().sdp(Requests.OFFER));
        assertThat(session.all(Effect.StartTimer.class))
                .contains(new Effect.StartTimer(SessionTimers.ACK_TIMEOUT, Duration.ofSeconds(32)));
        session.happens(new SessionEvent.TimerFired(SessionTimers.ACK_TIMEOUT));
        assertThat(session.only(Effect.Send.class).request().method()).isEqualTo("BYE");
    }

    @Test
    @Statement(
            section = "I",
            number = 2,
            source = "RFC 3261, 15",
            text = "The SRS sends no BYE before the ACK or its time-out, whatever makes it hang up")
    void noByeBeforeTheAckOrItsTimeout() {
        String tag = session.answers(Requests.request().sdp(Requests.OFFER));
        session.happens(new SessionEvent.EndRequested("shutdown"));
        assertThat(session.all(Effect.Send.class)).isEmpty();
        assertThat(session.effects()).contains(new Effect.CloseMedia());
        assertThat(session.state().description().orElseThrow().endReason()).isEqualTo("shutdown");
        session.receives(Requests.request().inDialog(tag), "ACK");
        assertThat(session.only(Effect.Send.class).request().method()).isEqualTo("BYE");

        PlayedSession unacknowledged = new PlayedSession();
        unacknowledged.answers(Requests.request().sdp(Requests.OFFER));
        unacknowledged.happens(new SessionEvent.MediaFailed());
        assertThat(unacknowledged.all(Effect.Send.class)).isEmpty();
        assertThat(unacknowledged.effects()).doesNotContain(new Effect.CancelTimer(SessionTimers.ACK_TIMEOUT));
        unacknowledged.happens(new SessionEvent.MediaClosed());
        unacknowledged.happens(new SessionEvent.TimerFired(SessionTimers.ACK_TIMEOUT));
        assertThat(unacknowledged.only(Effect.Send.class).request().method()).isEqualTo("BYE");
        unacknowledged.happens(new SessionEvent.TimerFired(SessionTimers.ACK_TIMEOUT));
        assertThat(unacknowledged.all(Effect.Send.class)).isEmpty();
    }

    @Test
    @Statement(
            section = "I",
            number = 3,
            source = "RFC 3261, 14.2",
            text = "An INVITE while the first one is pending gets 500 with Retry-After of 0 to 10 s")
    void aSecondInviteWhileTheFirstIsPendingGets500() {
        session.receives(Requests.request().sdp(Requests.OFFER), "INVITE");
        session.receives(Requests.request().cseq(2).sdp(Requests.OFFER), "INVITE");
        assertRefusedForNow();
        session.happens(new MediaReady(PlayedSession.PORTS));
        session.happens(new SessionEvent.RecordingEntered(true));
        assertThat(session.response().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INVITE", "UPDATE"})
    @Statement(
            section = "I",
            number = 3,
            source = "RFC 3261, 14.2 and RFC 3311, 5.2",
            text =
                    "An INVITE or UPDATE with an offer, while another offer is being answered, gets 500 with Retry-After")
    void aSecondOfferWhileOneIsPendingGets500(String method) {
        String tag = session.records(Requests.request().sdp(Requests.OFFER));
        session.receives(Requests.request().inDialog(tag).cseq(2).sdp(Requests.OFFER), "INVITE");
        session.receives(Requests.request().inDialog(tag).cseq(3).sdp(Requests.OFFER), method);
        assertRefusedForNow();
        session.happens(new MediaReady(PlayedSession.PORTS));
        assertThat(session.response().status()).isEqualTo(200);
    }

    @Test
    @Statement(
            section = "I",
            number = 5,
            source = "RFC 3261, 11.2",
            text =
                    "OPTIONS mirrors readiness: a node that takes no calls answers it, as INVITE, with 503 and Retry-After")
    void optionsMirrorsReadiness() throws Exception {
        try (Peer peer = running.tcp()) {
            assertThat(options(peer)).startsWith("SIP/2.0 200 ");
            running.admission.refusal = Optional.of(new Admission.Refusal(503, "stopping", "the node is stopping", 7));
            assertThat(options(peer)).startsWith("SIP/2.0 503 ").contains("\r\nRetry-After: 7\r\n");
            peer.send(Texts.invite(peer, Texts.callId(), "", ""));
            assertThat(peer.receiveFinal()).startsWith("SIP/2.0 503 ").contains("\r\nRetry-After: 7\r\n");
        } finally {
            running.admission.refusal = Optional.empty();
        }
    }

    private static String options(Peer peer) throws Exception {
        String callId = Texts.callId();
        peer.send(Texts.request(peer, "OPTIONS", callId, "o" + callId, "", "", ""));
        return peer.receive();
    }

    @Test
    @Statement(
            section = "I",
            number = 6,
            source = "RFC 3261, 9.2",
            text = "CANCEL is answered with 200, and the INVITE that it ends with 487")
    void cancelGets200AndItsInvite487() throws Exception {
        String callId = Texts.callId();
        try (Peer peer = running.udp()) {
            peer.send(Texts.invite(peer, callId, "", ""));
            assertThat(peer.receive()).startsWith("SIP/2.0 100 ");
            SessionCommand.Handle invite = running.router.handle(callId);
            peer.send(Texts.request(peer, "CANCEL", callId, "b" + callId, "", "", ""));
            assertThat(peer.receive()).startsWith("SIP/2.0 200 ").contains("CSeq: 7 CANCEL");
            var cancel = (SessionCommand.Cancel) running.router.next(callId);

            session.receives(Requests.request().sdp(Requests.OFFER), "INVITE");
            assertThat(session.state()).isInstanceOf(SessionState.Preparing.class);
            session.happens(new SessionEvent.InviteCancelled("INVITE1"));
            assertThat(session.effects()).contains(new Effect.CloseMedia());
            SipResponse terminated = session.response();
            assertThat(terminated.status()).isEqualTo(487);

            cancel.replyTo().tell(new SessionCommand.SipReply(invite.request().transaction(), terminated));
            assertThat(peer.receive()).startsWith("SIP/2.0 487 ").contains("CSeq: 7 INVITE");
        }
    }
}
