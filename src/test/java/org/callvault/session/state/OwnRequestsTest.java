package org.callvault.session.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.session.state.Requests.OFFER;
import static org.callvault.session.state.Requests.request;
import static org.callvault.session.state.SrcAnswers.answer;
import static org.callvault.session.state.SrcAnswers.sdp;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.callvault.config.trunk.Trunk;
import org.callvault.config.trunk.TrunkProfile;
import org.callvault.config.trunk.TrunkProfile.AnswerStyle;
import org.callvault.config.trunk.TrunkProfile.PauseStyle;
import org.callvault.config.trunk.Trunks;
import org.callvault.media.StreamPlan;
import org.callvault.recording.RecordingDescription.Stream;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.signal.SipAnswer;
import org.callvault.session.state.SessionEvent.AnswerReceived;
import org.callvault.session.state.SessionEvent.PauseRequested;
import org.callvault.session.state.SessionEvent.TimerFired;
import org.junit.jupiter.api.Test;

/** Pauses and refreshes of ours, as the SRC sees them. */
class OwnRequestsTest {
    /** One that takes no offers of ours. */
    static final TrunkProfile SILENT = new TrunkProfile(
            "silent",
            true,
            false,
            false,
            false,
            false,
            false,
            java.util.Set.of(),
            AnswerStyle.ALL_CODECS,
            PauseStyle.DISCARD);

    private final PlayedSession call = new PlayedSession(
            new Trunks(List.of(new Trunk(SILENT, List.of(), List.of("silent"), List.of())), TrunkProfile.LENIENT));

    @Test
    void aPauseDiscardsAtOnceAndOffersInactive() {
        call.records(request().sdp(OFFER));
        call.happens(new PauseRequested(true));
        assertThat(call.only(Effect.HoldMedia.class).streams())
                .extracting(StreamPlan::receiving)
                .containsOnly(false);
        assertThat(call.only(Effect.Describe.class).description().streams())
                .allSatisfy(stream -> assertThat(stream.paused()).hasSize(1));
        OutboundRequest invite = call.only(Effect.Send.class).request();
        assertThat(invite.method()).isEqualTo("INVITE");
        assertThat(invite.cseq()).isEqualTo(1);
        assertThat(sdp(invite))
                .contains("a=inactive", "a=label:1", "a=label:2", "m=audio 20000 RTP/SAVP 0 101")
                .doesNotContain("a=recvonly");
        assertThat(call.state().paused()).contains(true);
        assertThat(call.state().word()).isEqualTo("paused");
    }

    @Test
    void itsAnswerIsAcknowledgedAndAResumeOffersRecvonlyWithTheNextVersion() {
        call.records(request().sdp(OFFER));
        call.happens(new PauseRequested(true));
        String first = sdp(call.only(Effect.Send.class).request());
        call.happens(answer(1, 200, OFFER.replace("a=sendonly", "a=inactive")));
        OutboundRequest ack = call.only(Effect.Send.class).request();
        assertThat(ack.method()).isEqualTo("ACK");
        assertThat(ack.cseq()).isEqualTo(1);

        call.happens(new PauseRequested(false));
        String second = sdp(call.only(Effect.Send.class).request());
        assertThat(second).contains("a=recvonly").doesNotContain("a=inactive");
        assertThat(version(second)).isEqualTo(version(first) + 1);
        call.happens(answer(2, 200, OFFER));
        List<Stream> streams = call.only(Effect.Describe.class).description().streams();
        assertThat(streams).allSatisfy(stream -> {
            assertThat(stream.paused()).hasSize(1);
            assertThat(stream.paused().getFirst().to()).isNotNull();
        });
        assertThat(call.only(Effect.HoldMedia.class).streams())
                .extracting(StreamPlan::receiving)
                .containsOnly(true);
    }

    @Test
    void anSrcThatAnswersWithNewKeysIsHeardWithThem() {
        call.records(request().sdp(OFFER));
        call.happens(new PauseRequested(true));
        call.happens(answer(1, 200, OFFER));
        call.happens(new PauseRequested(false));
        List<StreamPlan> before = call.only(Effect.HoldMedia.class).streams();
        call.happens(answer(2, 200, OFFER.replace("MDEyMzQ1", "OTk5OTk5")));
        List<StreamPlan> after = call.only(Effect.HoldMedia.class).streams();
        assertThat(key(after.get(0))).isNotEqualTo(key(before.get(0)));
        assertThat(key(after.get(1))).isEqualTo(key(before.get(1)));
    }

    /** RFC 8842, 5.5: our offer leaves the roles open, and the SRC's answer keeps its own, and with it the association. */
    @Test
    void anOfferOfOursKeepsTheDtlsAssociation() {
        String dtls = OFFER.replace("RTP/SAVP", "UDP/TLS/RTP/SAVP")
                .replaceAll("a=crypto[^\n]*", "a=fingerprint:sha-256 " + "AB:".repeat(31) + "AB\r\na=setup:actpass");
        call.records(request().sdp(dtls));
        call.happens(new PauseRequested(true));
        String offered = sdp(call.only(Effect.Send.class).request());
        assertThat(offered).contains("a=setup:actpass").contains("a=fingerprint:sha-256 ");
        List<StreamPlan> before = call.only(Effect.HoldMedia.class).streams();
        call.happens(answer(1, 200, dtls.replace("actpass", "active")));
        assertThat(call.only(Effect.HoldMedia.class).streams())
                .extracting(StreamPlan::dtls)
                .doesNotContainNull()
                .isEqualTo(before.stream().map(StreamPlan::dtls).toList());
    }

    @Test
    void aRefusedPauseGoesOnDiscardingAndDoesNotAskAgain() {
        call.records(request().sdp(OFFER));
        call.happens(new PauseRequested(true));
        call.happens(answer(1, 488, ""));
        assertThat(call.effects()).contains(new Effect.Count("own_direction_refused"));
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);
        assertThat(call.state().paused()).contains(true);
    }

    @Test
    void aCrossingOfferIsRefusedWith491AndOursIsSentAgainAfter491() {
        String tag = call.records(request().sdp(OFFER));
        call.happens(new PauseRequested(true));
        call.happens(new SessionEvent.RequestReceived(
                request().inDialog(tag).cseq(2).sdp(OFFER).of("INVITE")));
        assertThat(call.only(Effect.Reply.class).response().status()).isEqualTo(491);

        call.happens(answer(1, 491, ""));
        Effect.StartTimer again = call.only(Effect.StartTimer.class);
        assertThat(again.timer()).isEqualTo(SessionTimers.TELL);
        assertThat(again.after()).isLessThan(Duration.ofSeconds(2));
        call.happens(new TimerFired(SessionTimers.TELL));
        assertThat(call.only(Effect.Send.class).request().cseq()).isEqualTo(2);
    }

    @Test
    void aPauseBeforeTheAckIsToldAfterIt() {
        String tag = call.answers(request().sdp(OFFER));
        call.happens(new PauseRequested(true));
        assertThat(call.effects())
                .noneMatch(Effect.Send.class::isInstance)
                .anyMatch(Effect.HoldMedia.class::isInstance);
        call.happens(new SessionEvent.RequestReceived(request().inDialog(tag).of("ACK")));
        assertThat(sdp(call.only(Effect.Send.class).request())).contains("a=inactive");
    }

    @Test
    void anOfferDuringAPauseIsAnsweredInactive() {
        String tag = call.records(request().sdp(OFFER));
        call.happens(new PauseRequested(true));
        call.happens(answer(1, 488, ""));
        call.happens(new SessionEvent.RequestReceived(
                request().inDialog(tag).cseq(2).sdp(OFFER).of("INVITE")));
        assertThat(call.only(Effect.UpdateMedia.class).streams())
                .extracting(StreamPlan::receiving)
                .containsOnly(false);
        call.happens(new SessionEvent.MediaReady(PlayedSession.PORTS));
        assertThat(new String(call.only(Effect.Reply.class).response().body(), StandardCharsets.UTF_8))
                .contains("a=inactive")
                .doesNotContain("a=recvonly");
    }

    @Test
    void aPauseWhileAnOfferIsAnsweredStandsInThatAnswer() {
        String tag = call.records(request().sdp(OFFER));
        call.happens(new SessionEvent.RequestReceived(
                request().inDialog(tag).cseq(2).sdp(OFFER).of("INVITE")));
        call.happens(new PauseRequested(true));
        assertThat(call.only(Effect.HoldMedia.class).streams())
                .extracting(StreamPlan::receiving)
                .containsOnly(false);
        call.happens(new SessionEvent.MediaReady(PlayedSession.PORTS));
        assertThat(new String(call.only(Effect.Reply.class).response().body(), StandardCharsets.UTF_8))
                .contains("a=inactive");
        assertThat(call.state().paused()).contains(true);
    }

    @Test
    void aTrunkWithoutReInvitesIsPausedWithoutBeingTold() {
        call.records(request().of(SILENT).sdp(OFFER));
        call.happens(new PauseRequested(true));
        assertThat(call.effects())
                .anyMatch(Effect.HoldMedia.class::isInstance)
                .noneMatch(Effect.Send.class::isInstance);
    }

    @Test
    void anSrcThatWantsUsToRefreshIsRefreshedAtHalfTheInterval() {
        call.answers(request()
                .header("supported", "timer")
                .header("session-expires", "1800;refresher=uas")
                .sdp(OFFER));
        assertThat(call.replied()).contains("1800;refresher=uas");
        assertThat(call.effects()).contains(new Effect.StartTimer(SessionTimers.REFRESH, Duration.ofMinutes(15)));
        call.happens(
                new SessionEvent.RequestReceived(request().inDialog(call.tag()).of("ACK")));
        call.happens(new TimerFired(SessionTimers.REFRESH));
        OutboundRequest update = call.only(Effect.Send.class).request();
        assertThat(update.method()).isEqualTo("UPDATE");
        assertThat(update.headers())
                .anyMatch(header -> header.name().equals("Session-Expires")
                        && header.value().equals("1800;refresher=uac"));
        call.happens(new AnswerReceived(SipAnswer.without(new CallId("call@sbc"), "UPDATE", 1, 200)));
        assertThat(call.effects()).contains(new Effect.StartTimer(SessionTimers.REFRESH, Duration.ofMinutes(15)));
    }

    @Test
    void anSrcThatAllowsNoUpdateIsRefreshedByReInvite() {
        call.records(request()
                .header("supported", "timer")
                .header("allow", "INVITE, ACK, BYE")
                .header("session-expires", "1800;refresher=uas")
                .sdp(OFFER));
        call.happens(new TimerFired(SessionTimers.REFRESH));
        assertThat(call.only(Effect.Send.class).request().method()).isEqualTo("INVITE");
    }

    @Test
    void anUnansweredRefreshEndsNoCall() {
        call.records(request()
                .header("supported", "timer")
                .header("session-expires", "90;refresher=uas")
                .sdp(OFFER));
        call.happens(new TimerFired(SessionTimers.REFRESH));
        call.happens(new AnswerReceived(SipAnswer.without(new CallId("call@sbc"), "UPDATE", 1, 408)));
        assertThat(call.effects()).noneMatch(Effect.CloseMedia.class::isInstance);
        assertThat(call.only(Effect.StartTimer.class).timer()).isEqualTo(SessionTimers.REFRESH);
    }

    @Test
    void aTimerThatIsTooShortIsRefusedWithTheLeast() {
        call.happens(new SessionEvent.RequestReceived(request()
                .header("supported", "timer")
                .header("session-expires", "60")
                .sdp(OFFER)
                .invite()));
        assertThat(call.only(Effect.Reply.class).response().status()).isEqualTo(422);
        assertThat(call.replied()).contains("90");
    }

    @Test
    void metadataThatSpeaksOfTheUnknownIsAskedForAsAWholeOnce() {
        String tag = call.records(request().sdp(OFFER));
        call.happens(new SessionEvent.RequestReceived(request()
                .inDialog(tag)
                .cseq(2)
                .body("application/rs-metadata+xml", """
                <recording xmlns='urn:ietf:params:xml:ns:recording:1'><datamode>partial</datamode>
                <participantstreamassoc participant_id='p9'><send>s1</send></participantstreamassoc></recording>""")
                .of("UPDATE")));
        OutboundRequest update = call.only(Effect.Send.class).request();
        assertThat(update.method()).isEqualTo("UPDATE");
        assertThat(update.contentType()).isEqualTo("application/rs-metadata-request");
        assertThat(sdp(update)).contains("<requestsnapshot", "<requestreason>");
        assertThat(call.state().description().orElseThrow().flags())
                .contains("metadata_incomplete", "snapshot_requested");

        call.happens(new AnswerReceived(SipAnswer.without(new CallId("call@sbc"), "UPDATE", 1, 488)));
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);
        call.happens(new SessionEvent.RequestReceived(request()
                .inDialog(tag)
                .cseq(3)
                .body("application/rs-metadata+xml", """
                <recording xmlns='urn:ietf:params:xml:ns:recording:1'><datamode>complete</datamode>
                <participant participant_id='p9'><nameID aor='sip:nine@a.example'/></participant></recording>""")
                .of("UPDATE")));
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);
        assertThat(call.state().description().orElseThrow().flags())
                .contains("snapshot_requested")
                .doesNotContain("metadata_incomplete");
    }

    private static long version(String sdp) {
        return Long.parseLong(sdp.lines()
                .filter(line -> line.startsWith("o="))
                .findFirst()
                .orElseThrow()
                .split(" ", 6)[2]);
    }

    private static List<Byte> key(StreamPlan stream) {
        byte[] key = Optional.ofNullable(stream.remoteKeys())
                .orElseThrow()
                .keys()
                .getFirst()
                .keyAndSalt();
        List<Byte> bytes = new java.util.ArrayList<>();
        for (byte each : key) {
            bytes.add(each);
        }
        return bytes;
    }
}
