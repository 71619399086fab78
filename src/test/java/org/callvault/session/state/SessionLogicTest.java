package org.callvault.session.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.session.state.Requests.OFFER;
import static org.callvault.session.state.Requests.request;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.callvault.media.MediaRefusal;
import org.callvault.media.StreamPlan;
import org.callvault.media.lane.StreamAccount;
import org.callvault.recording.RecordingDescription;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipResponse;
import org.callvault.session.signal.SipTransport;
import org.callvault.session.state.SessionEvent.EndRequested;
import org.callvault.session.state.SessionEvent.InviteCancelled;
import org.callvault.session.state.SessionEvent.MediaClosed;
import org.callvault.session.state.SessionEvent.MediaFailed;
import org.callvault.session.state.SessionEvent.MediaObserved;
import org.callvault.session.state.SessionEvent.MediaReady;
import org.callvault.session.state.SessionEvent.MediaRefused;
import org.callvault.session.state.SessionEvent.RecordingEntered;
import org.callvault.session.state.SessionEvent.RequestReceived;
import org.callvault.session.state.SessionEvent.TimerFired;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SessionLogicTest {
    private final PlayedSession session = new PlayedSession();

    @Test
    void anInviteIsAnsweredAfterPortsAreBoundAndTheRecordingIsEntered() {
        session.happens(received(request().sdp(OFFER).invite()));
        assertThat(session.effects()).hasSize(1);
        assertThat(session.only(Effect.StartMedia.class).streams())
                .extracting(StreamPlan::index)
                .containsExactly(0, 1);

        session.happens(new MediaReady(PlayedSession.PORTS));
        assertThat(session.only(Effect.EnterRecording.class).description().encrypted())
                .isTrue();
        assertThat(session.effects()).noneMatch(Effect.Reply.class::isInstance);

        session.happens(new RecordingEntered(true));
        SipResponse ok = session.only(Effect.Reply.class).response();
        String answer = new String(ok.body(), StandardCharsets.UTF_8);
        assertThat(ok.status()).isEqualTo(200);
        assertThat(ok.contentType()).isEqualTo("application/sdp");
        assertThat(answer)
                .contains("m=audio 20000 RTP/SAVP 0 101", "m=audio 20002 RTP/SAVP 8", "a=label:1", "a=label:2")
                .contains("a=recvonly", "c=IN IP4 192.0.2.9")
                .doesNotContain("MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5", "o=sbc");
    }

    @Test
    void aCatalogThatIsAwayNeverStopsARecording() {
        session.happens(received(request().sdp(OFFER).invite()));
        session.happens(new MediaReady(PlayedSession.PORTS));
        session.happens(new TimerFired(SessionTimers.CATALOG_TIMEOUT));
        assertThat(session.only(Effect.Reply.class).response().status()).isEqualTo(200);
        assertThat(session.only(Effect.Describe.class).description().flags()).contains("catalog_was_away");
    }

    @Test
    void the200IsRepeatedWithDoublingIntervalsUntilItsAck() {
        String tag = session.answers(request().sdp(OFFER));
        List<Duration> intervals = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            session.happens(new TimerFired(SessionTimers.RETRANSMIT));
            assertThat(session.only(Effect.Reply.class).response().status()).isEqualTo(200);
            intervals.add(session.only(Effect.StartTimer.class).after());
        }
        assertThat(intervals).extracting(Duration::toMillis).containsExactly(1000L, 2000L, 4000L, 4000L, 4000L);

        session.happens(received(request().inDialog(tag).of("ACK")));
        assertThat(session.effects())
                .contains(new Effect.CancelTimer(SessionTimers.RETRANSMIT), new Effect.AcknowledgeMedia());
        session.happens(new TimerFired(SessionTimers.RETRANSMIT));
        assertThat(session.effects()).isEmpty();
    }

    @Test
    void withoutAnAckTheDialogEndsByBye() {
        session.answers(request().sdp(OFFER));
        session.happens(new TimerFired(SessionTimers.ACK_TIMEOUT));
        assertThat(session.only(Effect.Send.class).request().method()).isEqualTo("BYE");
        assertThat(session.only(Effect.Send.class).request().remoteTarget())
                .isEqualTo("sip:sbc@192.0.2.1:5061;transport=tls");
        assertThat(session.only(Effect.Send.class).request().routeSet()).containsExactly("<sip:proxy.example;lr>");
        assertThat(session.effects()).contains(new Effect.CloseMedia());
    }

    @Test
    void aByeIsAnsweredAndTheRecordingFinishedWhenMediaIsDurable() {
        String tag = session.records(request().sdp(OFFER));
        session.happens(received(request()
                .inDialog(tag)
                .cseq(2)
                .header("reason", "Q.850;cause=16")
                .of("BYE")));
        assertThat(session.only(Effect.Reply.class).response().status()).isEqualTo(200);
        assertThat(session.effects())
                .contains(new Effect.CloseMedia())
                .noneMatch(Effect.FinishRecording.class::isInstance);

        session.happens(new MediaClosed());
        RecordingDescription description =
                session.only(Effect.FinishRecording.class).description();
        assertThat(description.endedAt()).isEqualTo(session.now());
        assertThat(description.endReason()).isEqualTo("bye: Q.850;cause=16");

        session.happens(new TimerFired(SessionTimers.LINGER));
        assertThat(session.effects()).containsExactly(new Effect.Stop());
    }

    @ParameterizedTest
    @CsvSource({
        // method, from tag, right to tag, cseq, status
        "BYE, srctag, false, 2, 481",
        "BYE, other, true, 2, 481",
        "BYE, srctag, true, 1, 500",
        "INVITE, srctag, true, 1, 500",
        "OPTIONS, srctag, true, 2, 200",
        "UPDATE, srctag, true, 2, 200",
        "INFO, srctag, true, 2, 405",
    })
    void requestsInTheDialogAreCheckedByTagsAndCseq(
            String method, String fromTag, boolean rightToTag, long cseq, int status) {
        String tag = session.records(request().sdp(OFFER));
        session.happens(received(request()
                .from(fromTag)
                .inDialog(rightToTag ? tag : "other")
                .cseq(cseq)
                .of(method)));
        assertThat(session.only(Effect.Reply.class).response().status()).isEqualTo(status);
        assertThat(session.state()).isInstanceOf(SessionState.Live.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "application/sdp | nonsense | 400 | sdp_malformed",
                "application/sdp | '' | 488 | offer_missing",
                "text/plain | hello | 415 | body_unsupported",
                "multipart/mixed | no boundary | 400 | body_malformed",
            })
    void aBodyThatCannotBeUsedIsRefusedWithAReason(String type, String body, int status, String label) {
        session.happens(received(request().body(type, body).invite()));
        SipResponse response = session.only(Effect.Reply.class).response();
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.headers()).extracting(SipHeader::name).contains("Warning");
        assertThat(session.effects()).contains(new Effect.Count(label), new Effect.Stop());
    }

    @Test
    void keysInSignallingThatAnybodyCanReadAreRefused() {
        session.happens(received(request().by(SipTransport.TCP).sdp(OFFER).invite()));
        assertThat(session.only(Effect.Reply.class).response().status()).isEqualTo(488);
    }

    @ParameterizedTest
    @CsvSource({
        "PORTS_EXHAUSTED, 503, ports_exhausted",
        "FAILED, 503, media_failed",
        "TOO_MANY_STREAMS, 488, too_many_streams"
    })
    void whereMediaCannotBeHadTheInviteIsRefusedAndNothingStays(MediaRefusal reason, int status, String label) {
        session.happens(received(request().sdp(OFFER).invite()));
        session.happens(new MediaRefused(reason, "none"));
        assertThat(session.only(Effect.Reply.class).response().status()).isEqualTo(status);
        assertThat(session.effects()).contains(new Effect.Count(label), new Effect.Stop());
    }

    @Test
    void aReInviteChangesMediaAndKeepsOurKeysWhereTheOfferKeepsItsOwn() {
        String tag = session.records(request().sdp(OFFER));
        session.happens(received(request()
                .inDialog(tag)
                .cseq(2)
                .sdp(OFFER.replace("a=sendonly", "a=inactive"))
                .invite()));
        assertThat(session.only(Effect.UpdateMedia.class).streams())
                .extracting(StreamPlan::receiving)
                .containsExactly(false, false);
        session.happens(new MediaReady(PlayedSession.PORTS));
        assertThat(session.state().word()).isEqualTo("hold");
        assertThat(session.answer()).contains("a=inactive").contains("m=audio 20000");
        String firstKeys = cryptoLines(session.answer());
        assertThat(session.only(Effect.Describe.class).description().streams())
                .allMatch(stream -> stream.paused().size() == 1
                        && stream.paused().getFirst().to() == null);

        session.happens(received(request().inDialog(tag).cseq(3).sdp(OFFER).invite()));
        session.happens(new MediaReady(PlayedSession.PORTS));
        assertThat(cryptoLines(session.answer())).isEqualTo(firstKeys);
        assertThat(session.only(Effect.Describe.class).description().streams())
                .allMatch(stream -> stream.paused().getFirst().to() != null);

        String rekeyed = OFFER.replace("MDEyMzQ1", "OTk5OTk5");
        session.happens(received(request().inDialog(tag).cseq(4).sdp(rekeyed).invite()));
        session.happens(new MediaReady(PlayedSession.PORTS));
        assertThat(cryptoLines(session.answer())).isNotEqualTo(firstKeys);
    }

    @Test
    void aLaterAckConfirmsAnEarlier200AndALostOneDoesNotEndTheRecording() {
        String tag = session.records(request().sdp(OFFER));
        session.happens(received(request().inDialog(tag).cseq(2).sdp(OFFER).invite()));
        session.happens(new MediaReady(PlayedSession.PORTS));
        session.happens(new TimerFired(SessionTimers.ACK_TIMEOUT));
        assertThat(session.state()).isInstanceOf(SessionState.Live.class);
        assertThat(session.effects()).noneMatch(Effect.Send.class::isInstance);
    }

    @Test
    void aSecondOfferWhileOneIsAnsweredGets500WithRetryAfter() {
        String tag = session.records(request().sdp(OFFER));
        session.happens(received(request().inDialog(tag).cseq(2).sdp(OFFER).invite()));
        session.happens(received(request().inDialog(tag).cseq(3).sdp(OFFER).invite()));
        SipResponse response = session.only(Effect.Reply.class).response();
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.headers()).extracting(SipHeader::name).contains("Retry-After");
        assertThat(session.state()).isInstanceOf(SessionState.Changing.class);
    }

    @Test
    void aByeWhileMediaChangesEndsTheCall() {
        String tag = session.records(request().sdp(OFFER));
        session.happens(received(request().inDialog(tag).cseq(2).sdp(OFFER).invite()));
        session.happens(received(request().inDialog(tag).cseq(3).of("BYE")));
        assertThat(session.state()).isInstanceOf(SessionState.Closing.class);
        session.happens(new MediaReady(PlayedSession.PORTS));
        assertThat(session.state()).isInstanceOf(SessionState.Closing.class);
    }

    @Test
    void anOfferThatCannotBeTakenLeavesTheCallAsItWas() {
        String tag = session.records(request().sdp(OFFER));
        session.happens(received(request()
                .inDialog(tag)
                .cseq(2)
                .sdp(OFFER.replace("RTP/SAVP", "RTP/XYZ"))
                .invite()));
        assertThat(session.only(Effect.Reply.class).response().status()).isEqualTo(488);
        assertThat(session.state().word()).isEqualTo("recording");
    }

    @Test
    void aCancelBeforeTheAnswerGets487AndClosesMedia() {
        session.happens(received(request().sdp(OFFER).invite()));
        session.happens(new InviteCancelled("INVITE1"));
        assertThat(session.only(Effect.Reply.class).response().status()).isEqualTo(487);
        assertThat(session.effects()).contains(new Effect.CloseMedia());
    }

    @Test
    void aCancelAfterTheAnswerHasNoEffect() {
        session.answers(request().sdp(OFFER));
        session.happens(new InviteCancelled("INVITE1"));
        assertThat(session.effects()).isEmpty();
        assertThat(session.state()).isInstanceOf(SessionState.Live.class);
    }

    @Test
    void aQuietCallIsNotCutWhileItsSessionTimerIsFresh() {
        String tag = session.answers(
                request().sdp(OFFER).header("supported", "timer").header("session-expires", "1800"));
        assertThat(session.response().headers()).contains(new SipHeader("Session-Expires", "1800;refresher=uac"));
        session.receives(request().inDialog(tag), "ACK");

        session.passes(Duration.ofMinutes(25));
        session.happens(silent());
        assertThat(session.state()).isInstanceOf(SessionState.Live.class);

        session.happens(received(request().inDialog(tag).cseq(2).of("UPDATE")));
        session.passes(Duration.ofMinutes(25));
        session.happens(silent());
        assertThat(session.state()).isInstanceOf(SessionState.Live.class);

        session.passes(Duration.ofMinutes(6));
        session.happens(silent());
        assertThat(session.only(Effect.Send.class).request().method()).isEqualTo("BYE");
        assertThat(session.only(Effect.Describe.class).description().endReason())
                .isEqualTo("session_expired");
    }

    @Test
    void aCallWithSilenceSuppressionIsNotCutWhileRtcpFlows() {
        session.records(request().sdp(OFFER));
        for (int i = 0; i < 200; i++) {
            session.passes(Duration.ofMinutes(9));
            session.happens(new MediaObserved(List.of(account(session.now().minusSeconds(300)))));
            assertThat(session.state()).isInstanceOf(SessionState.Live.class);
        }
    }

    @Test
    void anSrcThatVanishedIsHungUpOnAfterTheMediaTimeout() {
        session.records(request().sdp(OFFER));
        session.passes(Duration.ofMinutes(9));
        session.happens(silent());
        assertThat(session.state()).isInstanceOf(SessionState.Live.class);
        session.passes(Duration.ofMinutes(2));
        session.happens(silent());
        assertThat(session.only(Effect.Describe.class).description().endReason())
                .isEqualTo("media_timeout");
    }

    @Test
    void aCallOnHoldIsGivenMoreTime() {
        session.records(request().sdp(OFFER.replace("a=sendonly", "a=inactive")));
        session.passes(Duration.ofHours(3));
        session.happens(silent());
        assertThat(session.state()).isInstanceOf(SessionState.Live.class);
    }

    @Test
    void badMetadataIsKeptAndFlaggedAndNeverFailsMedia() {
        String body = "--b\r\nContent-Type: application/sdp\r\n\r\n" + OFFER.replace("\n", "\r\n")
                + "\r\n--b\r\nContent-Type: application/rs-metadata+xml\r\n\r\n<recording><oops\r\n--b--\r\n";
        session.answers(request().body("multipart/mixed;boundary=b", body));
        RecordingDescription description = session.state().description().orElseThrow();
        assertThat(description.flags()).contains("metadata_malformed");
        assertThat(description.documents()).singleElement().satisfies(document -> assertThat(document.text())
                .contains("<recording><oops"));
    }

    @Test
    void mediaThatFailsEndsTheCallByByeFlagged() {
        session.records(request().sdp(OFFER));
        session.happens(new MediaFailed());
        assertThat(session.only(Effect.Send.class).request().method()).isEqualTo("BYE");
        assertThat(session.only(Effect.Describe.class).description().flags()).contains("media_failed");
    }

    @Test
    void aNodeThatStopsHangsUp() {
        session.records(request().sdp(OFFER));
        session.happens(new EndRequested("shutdown"));
        assertThat(session.only(Effect.Send.class).request().cseq()).isEqualTo(1);
        assertThat(session.state()).isInstanceOf(SessionState.Closing.class);
    }

    @Test
    void requestsWithoutADialogGet481AndAcksNothing() {
        session.happens(received(request().inDialog("gone").of("BYE")));
        assertThat(session.only(Effect.Reply.class).response().status()).isEqualTo(481);
        session.happens(received(request().inDialog("gone").of("ACK")));
        assertThat(session.effects()).noneMatch(Effect.Reply.class::isInstance);
    }

    private static SessionEvent received(SipRequest request) {
        return new RequestReceived(request);
    }

    private static SessionEvent silent() {
        return new MediaObserved(List.of(account(Instant.EPOCH)));
    }

    private static StreamAccount account(Instant last) {
        return new StreamAccount(0, 1, 0, 0, 0, 0, 0, Map.of(), 0, last.toEpochMilli() * 1000, null);
    }

    private static String cryptoLines(String sdp) {
        return String.join(
                "\n", sdp.lines().filter(line -> line.startsWith("a=crypto")).toList());
    }
}
