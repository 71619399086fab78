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
import org.callvault.dtls.Fingerprint;
import org.callvault.media.MediaRefusal;
import org.callvault.media.StreamPlan;
import org.callvault.media.StreamPorts;
import org.callvault.recording.RecordingJson;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.state.SessionEvent.MediaReady;
import org.callvault.session.state.SessionEvent.MediaRefused;
import org.callvault.session.state.SessionEvent.NodeLost;
import org.callvault.session.state.SessionEvent.TimerFired;
import org.junit.jupiter.api.Test;

/** Media whose node is gone, and sessions whose node is. */
class RelocationTest {
    private static final MediaPlace ELSEWHERE =
            new MediaPlace("node2", "192.0.2.22", Fingerprint.of(Fingerprint.Hash.SHA_256, new byte[] {2}));
    private static final List<StreamPorts> PORTS =
            List.of(new StreamPorts(0, 30000, 30001), new StreamPorts(1, 30002, 30003));
    private static final String SRC_KEY = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5";

    private final PlayedSession call = new PlayedSession();

    @Test
    void mediaIsStartedElsewhereAsARecordingThatNamesTheOneBefore() {
        call.records(request().sdp(OFFER));
        String before = call.state().description().orElseThrow().id().value();
        call.happens(new NodeLost("node1"));
        Effect.StartMedia start = call.only(Effect.StartMedia.class);
        assertThat(start.avoided()).containsExactly("node1");
        assertThat(start.description().flags()).contains("continues_" + before);
        assertThat(start.description().id().value()).isNotEqualTo(before);
        assertThat(start.description().metadata())
                .isEqualTo(call.state().description().orElseThrow().metadata());
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);
    }

    @Test
    void theSrcIsOfferedTheNewPlaceWithKeysOfItsOwn() {
        call.records(request().sdp(OFFER));
        String answered = call.lastAnswer();
        move();
        String offer = sdp(call.only(Effect.Send.class).request());
        assertThat(offer)
                .contains("c=IN IP4 192.0.2.22", "m=audio 30000 RTP/SAVP", "m=audio 30002 RTP/SAVP", "a=label:2")
                .doesNotContain("192.0.2.9");
        assertThat(keys(offer)).doesNotContainAnyElementsOf(keys(answered));
        assertThat(call.only(Effect.EnterRecording.class).description().node()).isEqualTo("node2");
    }

    @Test
    void onceTheSrcHasAgreedItsKeysAreUsedAndTheMoveIsOver() {
        call.records(request().sdp(OFFER));
        move();
        OutboundRequest offer = call.only(Effect.Send.class).request();
        String theirs = OFFER.replace(SRC_KEY, "bmV3IGtleSBvZiB0aGUgU1JDIGZvciBhIG5ldyBub2Rl");
        call.happens(answer(offer.cseq(), 200, theirs));
        assertThat(call.only(Effect.Send.class).request().method()).isEqualTo("ACK");
        assertThat(call.all(Effect.AcknowledgeMedia.class)).hasSize(1);
        List<StreamPlan> held = call.only(Effect.HoldMedia.class).streams();
        assertThat(held).allSatisfy(stream -> assertThat(stream.receiving()).isTrue());
        assertThat(snapshot().toldPlace()).isTrue();
        call.happens(new TimerFired(SessionTimers.TELL));
        assertThat(call.effects()).isEmpty();
    }

    @Test
    void anOfferThatCrossesOrIsRefusedIsMadeAgainAndADeadDialogEnds() {
        call.records(request().sdp(OFFER));
        move();
        OutboundRequest first = call.only(Effect.Send.class).request();
        call.happens(answer(first.cseq(), 491, ""));
        assertThat(call.only(Effect.StartTimer.class).timer()).isEqualTo(SessionTimers.TELL);
        call.happens(new TimerFired(SessionTimers.TELL));
        OutboundRequest second = call.only(Effect.Send.class).request();
        assertThat(second.cseq()).isEqualTo(first.cseq() + 1);
        call.happens(answer(second.cseq(), 488, ""));
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);
        assertThat(call.only(Effect.StartTimer.class).after()).isGreaterThan(Duration.ofSeconds(1));
        call.happens(new TimerFired(SessionTimers.TELL));
        call.happens(answer(call.only(Effect.Send.class).request().cseq(), 481, ""));
        assertThat(call.state()).isInstanceOf(SessionState.Closing.class);
        assertThat(call.only(Effect.Describe.class).description().endReason()).isEqualTo("media_lost");
    }

    @Test
    void whereNoNodeTakesTheMediaItIsTriedAgain() {
        call.records(request().sdp(OFFER));
        call.happens(new NodeLost("node1"));
        call.happens(new MediaRefused(MediaRefusal.PORTS_EXHAUSTED, "none free"));
        assertThat(call.only(Effect.StartTimer.class).timer()).isEqualTo(SessionTimers.PLACE);
        call.happens(new TimerFired(SessionTimers.PLACE));
        assertThat(call.all(Effect.StartMedia.class)).hasSize(1);
    }

    @Test
    void theLossOfAnotherNodeIsNothingToACall() {
        call.records(request().sdp(OFFER));
        call.happens(new NodeLost("node7"));
        assertThat(call.effects()).isEmpty();
    }

    @Test
    void anOfferThatWasBeingAnsweredIsAskedForAgain() {
        String tag = call.records(request().sdp(OFFER));
        call.receives(request().inDialog(tag).cseq(2).sdp(OFFER), "INVITE");
        call.happens(new NodeLost("node1"));
        assertThat(call.response().status()).isEqualTo(500);
        assertThat(call.replied()).contains("Retry-After");
        assertThat(call.all(Effect.StartMedia.class)).hasSize(1);
    }

    @Test
    void whatIsKeptForOtherNodesHoldsNoKey() {
        call.records(request().sdp(OFFER));
        String row = new String(RecordingJson.write(snapshot()), StandardCharsets.UTF_8);
        assertThat(row).contains("call@sbc", "PCMU").doesNotContain("inline", SRC_KEY, "crypto\"");
        keys(call.lastAnswer()).forEach(key -> assertThat(row).doesNotContain(key));
    }

    @Test
    void aSessionGoesOnFromItsRowWithTheKeysOfItsLivingMedia() throws Exception {
        String tag = call.records(request().sdp(OFFER));
        List<StreamPlan> living =
                ((SessionState.Live) call.state()).call().media().streams();
        byte[] row = RecordingJson.write(snapshot());
        call.resumes(RecordingJson.read(row, LiveSnapshot.class), Optional.of(living));
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);
        assertThat(((SessionState.Live) call.state()).call().media().streams())
                .usingRecursiveComparison()
                .isEqualTo(living);
        call.receives(request().inDialog(tag).cseq(2).body("", ""), "BYE");
        assertThat(call.response().status()).isEqualTo(200);
    }

    @Test
    void aSessionWhoseMediaIsGoneTooGoesOnElsewhereAndTakesNothingInTheClear() throws Exception {
        call.records(request().sdp(OFFER));
        call.resumes(RecordingJson.read(RecordingJson.write(snapshot()), LiveSnapshot.class), Optional.empty());
        Effect.StartMedia start = call.only(Effect.StartMedia.class);
        assertThat(start.streams()).hasSize(2).allSatisfy(stream -> assertThat(stream.remoteKeys())
                .as("encrypted, by a key that nobody has yet")
                .isNotNull());
    }

    private void move() {
        call.happens(new NodeLost("node1"));
        call.happens(new MediaReady(PORTS, Optional.of(ELSEWHERE)));
    }

    private LiveSnapshot snapshot() {
        return LiveSnapshot.of(call.state()).orElseThrow();
    }

    private static List<String> keys(String description) {
        return description
                .lines()
                .filter(line -> line.startsWith("a=crypto"))
                .map(line -> line.replaceFirst(".*inline:([^|\\s]*).*", "$1"))
                .toList();
    }
}
