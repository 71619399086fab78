package org.callvault.session.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.session.state.Requests.OFFER;
import static org.callvault.session.state.Requests.request;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.callvault.config.trunk.Trunk;
import org.callvault.config.trunk.TrunkProfile;
import org.callvault.config.trunk.Trunks;
import org.callvault.media.StreamPlan;
import org.callvault.media.lane.StreamAccount;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.state.SessionEvent.MediaObserved;
import org.callvault.session.state.SessionEvent.PauseRequested;
import org.callvault.session.state.SessionEvent.RequestReceived;
import org.junit.jupiter.api.Test;

/** When an SRC is asked for new keys, and what becomes of ours. */
class RekeyTest {
    private static final Duration OLD = Duration.ofHours(24);
    private static final String REKEYED = OFFER.replace("MDEyMzQ1", "OTk5OTk5").replace("YWJjZGVm", "Z2hpYWJj");
    private final PlayedSession call = new PlayedSession(new Trunks(
            List.of(new Trunk(OwnRequestsTest.SILENT, List.of(), List.of("silent"), List.of())), TrunkProfile.LENIENT));

    @Test
    void keysOfADayAreReplacedOnBothSides() {
        call.records(request().sdp(OFFER));
        List<String> first = keys(call.lastAnswer());
        looks(OLD.minusSeconds(1), 10);
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);
        looks(Duration.ofSeconds(1), 10);
        OutboundRequest invite = call.only(Effect.Send.class).request();
        assertThat(invite.method()).isEqualTo("INVITE");
        List<String> offered = keys(SrcAnswers.sdp(invite));
        assertThat(offered).hasSize(2).doesNotContainAnyElementsOf(first);

        call.happens(SrcAnswers.answer(1, 200, REKEYED));
        List<StreamPlan> streams = call.only(Effect.HoldMedia.class).streams();
        assertThat(streams).extracting(StreamPlan::receiving).containsOnly(true);
        assertThat(remoteKey(streams.get(0))).startsWith("999999");
        assertThat(localKeys(streams)).isEqualTo(offered);

        looks(OLD.minusSeconds(1), 20);
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);
        looks(Duration.ofSeconds(1), 20);
        assertThat(call.only(Effect.Send.class).request().cseq()).isEqualTo(2);
    }

    @Test
    void keysThatHaveProtectedTwoToThe31PacketsAreOldToo() {
        call.records(request().sdp(OFFER));
        looks(Duration.ofSeconds(10), (1L << 31) - 1);
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);
        looks(Duration.ofSeconds(10), 1L << 31);
        assertThat(call.only(Effect.Send.class).request().method()).isEqualTo("INVITE");
        call.happens(SrcAnswers.answer(1, 200, REKEYED));
        looks(Duration.ofSeconds(10), 1L << 31);
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);
    }

    @Test
    void aRefusalLeavesBothKeysAndIsNotAskedAgainForADay() {
        call.records(request().sdp(OFFER));
        List<String> first = keys(call.lastAnswer());
        looks(OLD, 10);
        call.happens(SrcAnswers.answer(1, 488, ""));
        assertThat(call.effects()).contains(new Effect.Count("own_rekey_refused"));
        looks(OLD.minusSeconds(1), 10);
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);

        call.happens(new PauseRequested(true));
        assertThat(keys(SrcAnswers.sdp(call.only(Effect.Send.class).request()))).isEqualTo(first);
    }

    @Test
    void after491TheNextLookAsksAgainWithKeysThatWereNeverUsed() {
        call.records(request().sdp(OFFER));
        looks(OLD, 10);
        List<String> refused = keys(SrcAnswers.sdp(call.only(Effect.Send.class).request()));
        call.happens(SrcAnswers.answer(1, 491, ""));
        looks(Duration.ofSeconds(10), 10);
        OutboundRequest again = call.only(Effect.Send.class).request();
        assertThat(again.cseq()).isEqualTo(2);
        assertThat(keys(SrcAnswers.sdp(again))).doesNotContainAnyElementsOf(refused);
    }

    @Test
    void anSrcThatRekeysByItselfIsNotAsked() {
        String tag = call.records(request().sdp(OFFER));
        looks(OLD.minusHours(1), 10);
        call.happens(
                new RequestReceived(request().inDialog(tag).cseq(2).sdp(REKEYED).of("UPDATE")));
        call.happens(new SessionEvent.MediaReady(PlayedSession.PORTS));
        assertThat(call.response().status()).isEqualTo(200);
        looks(Duration.ofHours(2), 10);
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);
    }

    @Test
    void oneThatTakesNoOffersAndOneWithoutKeysAreNotAsked() {
        call.records(request().of(OwnRequestsTest.SILENT).sdp(OFFER));
        looks(OLD, 10);
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);

        PlayedSession plain = new PlayedSession();
        plain.records(request().sdp(OFFER.replace("RTP/SAVP", "RTP/AVP").replaceAll("a=crypto.*\n", "")));
        plain.passes(OLD);
        plain.happens(observed(plain, 10));
        assertThat(plain.effects()).noneMatch(Effect.Send.class::isInstance);
    }

    /** So much later, with a packet just received. */
    private void looks(Duration later, long packets) {
        call.passes(later);
        call.happens(observed(call, packets));
    }

    private static MediaObserved observed(PlayedSession session, long packets) {
        long now = session.now().toEpochMilli() * 1000;
        return new MediaObserved(List.of(new StreamAccount(0, packets, 0, 0, 0, 0, 0, Map.of(), 0, now, null)));
    }

    private static List<String> keys(String sdp) {
        return sdp.lines()
                .filter(line -> line.startsWith("a=crypto:"))
                .map(line -> line.substring(line.indexOf("inline:") + 7))
                .toList();
    }

    private static String remoteKey(StreamPlan stream) {
        return new String(
                Objects.requireNonNull(stream.remoteKeys()).keys().getFirst().keyAndSalt(), StandardCharsets.US_ASCII);
    }

    private static List<String> localKeys(List<StreamPlan> streams) {
        return streams.stream()
                .map(stream -> Base64.getEncoder()
                        .encodeToString(Objects.requireNonNull(stream.localKeys())
                                .keys()
                                .getFirst()
                                .keyAndSalt()))
                .toList();
    }
}
