package org.callvault.session.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.session.state.Requests.OFFER;
import static org.callvault.session.state.Requests.request;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.callvault.dtls.DtlsRole;
import org.callvault.media.DtlsPlan;
import org.callvault.media.lane.StreamAccount;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.state.SessionEvent.MediaObserved;
import org.callvault.session.state.SessionEvent.PauseRequested;
import org.callvault.session.state.SessionEvent.RequestReceived;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When an SRC is asked for new DTLS associations (RFC 8842), and which one each stream has then. */
class RekeyDtlsTest {
    private static final Duration OLD = Duration.ofHours(24);
    private static final String FIRST = "first-association-of-the-src";
    private static final String SECOND = "second-association-of-the-src";
    private static final String UNNAMED = OFFER.replace("RTP/SAVP", "UDP/TLS/RTP/SAVP")
            .replaceAll("a=crypto[^\n]*", "a=fingerprint:sha-256 " + "AB:".repeat(31) + "AB\na=setup:actpass");
    private static final String NAMED = UNNAMED.replace("a=setup:actpass", "a=setup:actpass\na=tls-id:" + FIRST);

    private final PlayedSession call = new PlayedSession();

    @ParameterizedTest
    @CsvSource({"active, SERVER", "passive, CLIENT"})
    void anAssociationOfADayIsFollowedByAnother(String setup, DtlsRole role) {
        call.records(request().sdp(NAMED));
        List<String> first = names(call.lastAnswer());
        looks(OLD.minusSeconds(1));
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);
        looks(Duration.ofSeconds(1));
        OutboundRequest invite = call.only(Effect.Send.class).request();
        String offer = SrcAnswers.sdp(invite);
        List<String> offered = names(offer);
        assertThat(offered).hasSize(2).doesNotHaveDuplicates().doesNotContainAnyElementsOf(first);
        assertThat(offer).contains("a=setup:actpass").doesNotContain("a=inactive");

        call.happens(SrcAnswers.answer(1, 200, NAMED.replace("actpass", setup).replace(FIRST, SECOND)));
        assertThat(plans()).hasSize(2).allSatisfy(plan -> {
            assertThat(plan.role()).isEqualTo(role);
            assertThat(plan.theirTlsId()).isEqualTo(SECOND);
        });
        assertThat(plans()).extracting(DtlsPlan::ourTlsId).isEqualTo(offered);

        looks(OLD.minusSeconds(1));
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);
        looks(Duration.ofSeconds(1));
        assertThat(call.only(Effect.Send.class).request().cseq()).isEqualTo(2);
    }

    @Test
    void anSrcThatGoesOnWithItsAssociationKeepsOurNameToo() {
        call.records(request().sdp(NAMED));
        List<String> first = names(call.lastAnswer());
        looks(OLD);
        call.happens(SrcAnswers.answer(1, 200, NAMED.replace("actpass", "active")));
        assertThat(plans()).extracting(DtlsPlan::ourTlsId).isEqualTo(first);
        looks(OLD.minusSeconds(1));
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);
    }

    @ParameterizedTest
    @ValueSource(ints = {488, 408, 500})
    void aRefusalIsCountedAndKeepsTheAssociation(int status) {
        call.records(request().sdp(NAMED));
        List<String> first = names(call.lastAnswer());
        looks(OLD);
        call.happens(SrcAnswers.answer(1, status, ""));
        assertThat(call.effects())
                .contains(new Effect.Count("own_rekey_refused"))
                .noneMatch(Effect.HoldMedia.class::isInstance);
        looks(OLD.minusSeconds(1));
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);

        call.happens(new PauseRequested(true));
        assertThat(names(SrcAnswers.sdp(call.only(Effect.Send.class).request())))
                .isEqualTo(first);
    }

    @Test
    void after491TheNextLookAsksAgainByOtherNames() {
        call.records(request().sdp(NAMED));
        looks(OLD);
        List<String> refused = names(SrcAnswers.sdp(call.only(Effect.Send.class).request()));
        call.happens(SrcAnswers.answer(1, 491, ""));
        looks(Duration.ofSeconds(10));
        OutboundRequest again = call.only(Effect.Send.class).request();
        assertThat(again.cseq()).isEqualTo(2);
        assertThat(names(SrcAnswers.sdp(again))).hasSize(2).doesNotContainAnyElementsOf(refused);
    }

    /** A hold is no new association, so the age of its keys goes on. */
    @ParameterizedTest
    @CsvSource({FIRST + ", true", SECOND + ", false"})
    void onlyAnSrcThatBeganAnotherByItselfIsNotAsked(String name, boolean asked) {
        String tag = call.records(request().sdp(NAMED));
        looks(OLD.minusHours(1));
        call.happens(new RequestReceived(
                request().inDialog(tag).cseq(2).sdp(NAMED.replace(FIRST, name)).of("UPDATE")));
        call.happens(new SessionEvent.MediaReady(PlayedSession.PORTS));
        assertThat(call.response().status()).isEqualTo(200);
        looks(Duration.ofHours(2));
        assertThat(call.effects().stream().anyMatch(Effect.Send.class::isInstance))
                .isEqualTo(asked);
    }

    /** Nothing in an offer on the same ports would ask it for another. */
    @Test
    void anSrcWithoutNamesIsNotAsked() {
        call.records(request().sdp(UNNAMED));
        looks(OLD);
        assertThat(call.effects()).noneMatch(Effect.Send.class::isInstance);
    }

    private void looks(Duration later) {
        call.passes(later);
        long now = call.now().toEpochMilli() * 1000;
        call.happens(new MediaObserved(List.of(new StreamAccount(0, 10, 0, 0, 0, 0, 0, Map.of(), 0, now, null))));
    }

    private List<DtlsPlan> plans() {
        return call.only(Effect.HoldMedia.class).streams().stream()
                .map(stream -> Objects.requireNonNull(stream.dtls()))
                .toList();
    }

    private static List<String> names(String sdp) {
        return sdp.lines()
                .filter(line -> line.startsWith("a=tls-id:"))
                .map(line -> line.substring("a=tls-id:".length()))
                .toList();
    }
}
