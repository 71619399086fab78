package org.callvault.session.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.session.state.Requests.OFFER;
import static org.callvault.session.state.Requests.request;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.callvault.config.trunk.Trunks;
import org.callvault.media.MediaRefusal;
import org.callvault.media.StreamPlan;
import org.callvault.media.StreamPorts;
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
    private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");
    private static final SessionContext CONTEXT = new SessionContext(
            "node1",
            "192.0.2.9",
            true,
            false,
            16,
            Duration.ofMillis(500),
            Duration.ofMinutes(10),
            Duration.ofHours(4),
            Duration.ofSeconds(10),
            Duration.ofSeconds(2),
            Trunks.OPEN);
    private static final List<StreamPorts> PORTS =
            List.of(new StreamPorts(0, 20000, 20001), new StreamPorts(1, 20002, 20003));

    private final SessionLogic logic = new SessionLogic(CONTEXT, new SecureRandom());
    private final List<Effect> effects = new ArrayList<>();
    private SessionState state = new SessionState.Idle();
    private Instant now = START;

    @Test
    void anInviteIsAnsweredAfterPortsAreBoundAndTheRecordingIsEntered() {
        happens(received(request().sdp(OFFER).invite()));
        assertThat(effects).hasSize(1);
        assertThat(only(Effect.StartMedia.class).streams())
                .extracting(StreamPlan::index)
                .containsExactly(0, 1);

        happens(new MediaReady(PORTS));
        assertThat(only(Effect.EnterRecording.class).description().encrypted()).isTrue();
        assertThat(effects).noneMatch(Effect.Reply.class::isInstance);

        happens(new RecordingEntered(true));
        SipResponse ok = only(Effect.Reply.class).response();
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
        happens(received(request().sdp(OFFER).invite()));
        happens(new MediaReady(PORTS));
        happens(new TimerFired(SessionTimers.CATALOG_TIMEOUT));
        assertThat(only(Effect.Reply.class).response().status()).isEqualTo(200);
        assertThat(only(Effect.Describe.class).description().flags()).contains("catalog_was_away");
    }

    @Test
    void the200IsRepeatedWithDoublingIntervalsUntilItsAck() {
        String tag = established(request().sdp(OFFER));
        List<Duration> intervals = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            happens(new TimerFired(SessionTimers.RETRANSMIT));
            assertThat(only(Effect.Reply.class).response().status()).isEqualTo(200);
            intervals.add(only(Effect.StartTimer.class).after());
        }
        assertThat(intervals).extracting(Duration::toMillis).containsExactly(1000L, 2000L, 4000L, 4000L, 4000L);

        happens(received(request().inDialog(tag).of("ACK")));
        assertThat(effects).contains(new Effect.CancelTimer(SessionTimers.RETRANSMIT));
        happens(new TimerFired(SessionTimers.RETRANSMIT));
        assertThat(effects).isEmpty();
    }

    @Test
    void withoutAnAckTheDialogEndsByBye() {
        established(request().sdp(OFFER));
        happens(new TimerFired(SessionTimers.ACK_TIMEOUT));
        assertThat(only(Effect.Send.class).request().method()).isEqualTo("BYE");
        assertThat(only(Effect.Send.class).request().remoteTarget()).isEqualTo("sip:sbc@192.0.2.1:5061;transport=tls");
        assertThat(only(Effect.Send.class).request().routeSet()).containsExactly("<sip:proxy.example;lr>");
        assertThat(effects).contains(new Effect.CloseMedia());
    }

    @Test
    void aByeIsAnsweredAndTheRecordingFinishedWhenMediaIsDurable() {
        String tag = acknowledged(request().sdp(OFFER));
        happens(received(request()
                .inDialog(tag)
                .cseq(2)
                .header("reason", "Q.850;cause=16")
                .of("BYE")));
        assertThat(only(Effect.Reply.class).response().status()).isEqualTo(200);
        assertThat(effects).contains(new Effect.CloseMedia()).noneMatch(Effect.FinishRecording.class::isInstance);

        happens(new MediaClosed());
        RecordingDescription description = only(Effect.FinishRecording.class).description();
        assertThat(description.endedAt()).isEqualTo(now);
        assertThat(description.endReason()).isEqualTo("bye: Q.850;cause=16");

        happens(new TimerFired(SessionTimers.LINGER));
        assertThat(effects).containsExactly(new Effect.Stop());
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
        String tag = acknowledged(request().sdp(OFFER));
        happens(received(request()
                .from(fromTag)
                .inDialog(rightToTag ? tag : "other")
                .cseq(cseq)
                .of(method)));
        assertThat(only(Effect.Reply.class).response().status()).isEqualTo(status);
        assertThat(state).isInstanceOf(SessionState.Live.class);
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
        happens(received(request().body(type, body).invite()));
        SipResponse response = only(Effect.Reply.class).response();
        assertThat(response.status()).isEqualTo(status);
        assertThat(response.headers()).extracting(SipHeader::name).contains("Warning");
        assertThat(effects).contains(new Effect.Count(label), new Effect.Stop());
    }

    @Test
    void keysInSignallingThatAnybodyCanReadAreRefused() {
        happens(received(request().by(SipTransport.TCP).sdp(OFFER).invite()));
        assertThat(only(Effect.Reply.class).response().status()).isEqualTo(488);
    }

    @ParameterizedTest
    @CsvSource({
        "PORTS_EXHAUSTED, 503, ports_exhausted",
        "FAILED, 503, media_failed",
        "TOO_MANY_STREAMS, 488, too_many_streams"
    })
    void whereMediaCannotBeHadTheInviteIsRefusedAndNothingStays(MediaRefusal reason, int status, String label) {
        happens(received(request().sdp(OFFER).invite()));
        happens(new MediaRefused(reason, "none"));
        assertThat(only(Effect.Reply.class).response().status()).isEqualTo(status);
        assertThat(effects).contains(new Effect.Count(label), new Effect.Stop());
    }

    @Test
    void aReInviteChangesMediaAndKeepsOurKeysWhereTheOfferKeepsItsOwn() {
        String tag = acknowledged(request().sdp(OFFER));
        happens(received(request()
                .inDialog(tag)
                .cseq(2)
                .sdp(OFFER.replace("a=sendonly", "a=inactive"))
                .invite()));
        assertThat(only(Effect.UpdateMedia.class).streams())
                .extracting(StreamPlan::receiving)
                .containsExactly(false, false);
        happens(new MediaReady(PORTS));
        assertThat(state.word()).isEqualTo("hold");
        assertThat(answer()).contains("a=inactive").contains("m=audio 20000");
        String firstKeys = cryptoLines(answer());
        assertThat(only(Effect.Describe.class).description().streams())
                .allMatch(stream -> stream.paused().size() == 1
                        && stream.paused().getFirst().to() == null);

        happens(received(request().inDialog(tag).cseq(3).sdp(OFFER).invite()));
        happens(new MediaReady(PORTS));
        assertThat(cryptoLines(answer())).isEqualTo(firstKeys);
        assertThat(only(Effect.Describe.class).description().streams())
                .allMatch(stream -> stream.paused().getFirst().to() != null);

        String rekeyed = OFFER.replace("MDEyMzQ1", "OTk5OTk5");
        happens(received(request().inDialog(tag).cseq(4).sdp(rekeyed).invite()));
        happens(new MediaReady(PORTS));
        assertThat(cryptoLines(answer())).isNotEqualTo(firstKeys);
    }

    @Test
    void aLaterAckConfirmsAnEarlier200AndALostOneDoesNotEndTheRecording() {
        String tag = acknowledged(request().sdp(OFFER));
        happens(received(request().inDialog(tag).cseq(2).sdp(OFFER).invite()));
        happens(new MediaReady(PORTS));
        happens(new TimerFired(SessionTimers.ACK_TIMEOUT));
        assertThat(state).isInstanceOf(SessionState.Live.class);
        assertThat(effects).noneMatch(Effect.Send.class::isInstance);
    }

    @Test
    void aSecondOfferWhileOneIsAnsweredGets500WithRetryAfter() {
        String tag = acknowledged(request().sdp(OFFER));
        happens(received(request().inDialog(tag).cseq(2).sdp(OFFER).invite()));
        happens(received(request().inDialog(tag).cseq(3).sdp(OFFER).invite()));
        SipResponse response = only(Effect.Reply.class).response();
        assertThat(response.status()).isEqualTo(500);
        assertThat(response.headers()).extracting(SipHeader::name).contains("Retry-After");
        assertThat(state).isInstanceOf(SessionState.Changing.class);
    }

    @Test
    void aByeWhileMediaChangesEndsTheCall() {
        String tag = acknowledged(request().sdp(OFFER));
        happens(received(request().inDialog(tag).cseq(2).sdp(OFFER).invite()));
        happens(received(request().inDialog(tag).cseq(3).of("BYE")));
        assertThat(state).isInstanceOf(SessionState.Closing.class);
        happens(new MediaReady(PORTS));
        assertThat(state).isInstanceOf(SessionState.Closing.class);
    }

    @Test
    void anOfferThatCannotBeTakenLeavesTheCallAsItWas() {
        String tag = acknowledged(request().sdp(OFFER));
        happens(received(request()
                .inDialog(tag)
                .cseq(2)
                .sdp(OFFER.replace("RTP/SAVP", "RTP/XYZ"))
                .invite()));
        assertThat(only(Effect.Reply.class).response().status()).isEqualTo(488);
        assertThat(state.word()).isEqualTo("recording");
    }

    @Test
    void aCancelBeforeTheAnswerGets487AndClosesMedia() {
        happens(received(request().sdp(OFFER).invite()));
        happens(new InviteCancelled("INVITE1"));
        assertThat(only(Effect.Reply.class).response().status()).isEqualTo(487);
        assertThat(effects).contains(new Effect.CloseMedia());
    }

    @Test
    void aCancelAfterTheAnswerHasNoEffect() {
        established(request().sdp(OFFER));
        happens(new InviteCancelled("INVITE1"));
        assertThat(effects).isEmpty();
        assertThat(state).isInstanceOf(SessionState.Live.class);
    }

    @Test
    void aQuietCallIsNotCutWhileItsSessionTimerIsFresh() {
        String tag =
                acknowledged(request().sdp(OFFER).header("supported", "timer").header("session-expires", "1800"));
        assertThat(firstAnswer.headers()).contains(new SipHeader("Session-Expires", "1800;refresher=uac"));

        passes(Duration.ofMinutes(25));
        happens(silent());
        assertThat(state).isInstanceOf(SessionState.Live.class);

        happens(received(request().inDialog(tag).cseq(2).of("UPDATE")));
        passes(Duration.ofMinutes(25));
        happens(silent());
        assertThat(state).isInstanceOf(SessionState.Live.class);

        passes(Duration.ofMinutes(6));
        happens(silent());
        assertThat(only(Effect.Send.class).request().method()).isEqualTo("BYE");
        assertThat(only(Effect.Describe.class).description().endReason()).isEqualTo("session_expired");
    }

    @Test
    void aCallWithSilenceSuppressionIsNotCutWhileRtcpFlows() {
        acknowledged(request().sdp(OFFER));
        for (int i = 0; i < 200; i++) {
            passes(Duration.ofMinutes(9));
            happens(new MediaObserved(List.of(account(now.minusSeconds(300)))));
            assertThat(state).isInstanceOf(SessionState.Live.class);
        }
    }

    @Test
    void anSrcThatVanishedIsHungUpOnAfterTheMediaTimeout() {
        acknowledged(request().sdp(OFFER));
        passes(Duration.ofMinutes(9));
        happens(silent());
        assertThat(state).isInstanceOf(SessionState.Live.class);
        passes(Duration.ofMinutes(2));
        happens(silent());
        assertThat(only(Effect.Describe.class).description().endReason()).isEqualTo("media_timeout");
    }

    @Test
    void aCallOnHoldIsGivenMoreTime() {
        acknowledged(request().sdp(OFFER.replace("a=sendonly", "a=inactive")));
        passes(Duration.ofHours(3));
        happens(silent());
        assertThat(state).isInstanceOf(SessionState.Live.class);
    }

    @Test
    void badMetadataIsKeptAndFlaggedAndNeverFailsMedia() {
        String body = "--b\r\nContent-Type: application/sdp\r\n\r\n" + OFFER.replace("\n", "\r\n")
                + "\r\n--b\r\nContent-Type: application/rs-metadata+xml\r\n\r\n<recording><oops\r\n--b--\r\n";
        established(request().body("multipart/mixed;boundary=b", body));
        RecordingDescription description = state.description().orElseThrow();
        assertThat(description.flags()).contains("metadata_malformed");
        assertThat(description.documents()).singleElement().satisfies(document -> assertThat(document.text())
                .contains("<recording><oops"));
    }

    @Test
    void mediaThatFailsEndsTheCallByByeFlagged() {
        acknowledged(request().sdp(OFFER));
        happens(new MediaFailed());
        assertThat(only(Effect.Send.class).request().method()).isEqualTo("BYE");
        assertThat(only(Effect.Describe.class).description().flags()).contains("media_failed");
    }

    @Test
    void aNodeThatStopsHangsUp() {
        acknowledged(request().sdp(OFFER));
        happens(new EndRequested("shutdown"));
        assertThat(only(Effect.Send.class).request().cseq()).isEqualTo(1);
        assertThat(state).isInstanceOf(SessionState.Closing.class);
    }

    @Test
    void requestsWithoutADialogGet481AndAcksNothing() {
        happens(received(request().inDialog("gone").of("BYE")));
        assertThat(only(Effect.Reply.class).response().status()).isEqualTo(481);
        happens(received(request().inDialog("gone").of("ACK")));
        assertThat(effects).noneMatch(Effect.Reply.class::isInstance);
    }

    private SipResponse firstAnswer = new SipResponse(0, null, "", List.of(), null, new byte[0]);

    private String established(Requests invite) {
        happens(received(invite.invite()));
        happens(new MediaReady(PORTS));
        happens(new RecordingEntered(true));
        firstAnswer = only(Effect.Reply.class).response();
        return firstAnswer.toTag();
    }

    private String acknowledged(Requests invite) {
        String tag = established(invite);
        happens(received(request().inDialog(tag).of("ACK")));
        return tag;
    }

    private void happens(SessionEvent event) {
        Step step = logic.on(state, event, now);
        state = step.next();
        effects.clear();
        effects.addAll(step.effects());
    }

    private void passes(Duration time) {
        now = now.plus(time);
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

    private <T extends Effect> T only(Class<T> type) {
        List<T> found =
                effects.stream().filter(type::isInstance).map(type::cast).toList();
        assertThat(found).as("%s among %s", type.getSimpleName(), effects).hasSize(1);
        return found.getFirst();
    }

    private String answer() {
        return new String(only(Effect.Reply.class).response().body(), StandardCharsets.UTF_8);
    }

    private static String cryptoLines(String sdp) {
        return String.join(
                "\n", sdp.lines().filter(line -> line.startsWith("a=crypto")).toList());
    }
}
