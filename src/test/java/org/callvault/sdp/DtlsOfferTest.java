package org.callvault.sdp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.callvault.dtls.Fingerprint;
import org.callvault.sdp.answer.Accepted;
import org.callvault.sdp.answer.AnswerPlan;
import org.callvault.sdp.answer.LocalMedia;
import org.callvault.sdp.answer.OfferAnswer;
import org.callvault.sdp.dtls.DtlsAttributes;
import org.callvault.sdp.dtls.LocalDtls;
import org.callvault.sdp.dtls.Setup;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DtlsOfferTest {
    private static final Fingerprint THEIRS = Fingerprint.of(Fingerprint.Hash.SHA_256, new byte[] {1});
    private static final Fingerprint STRONGER = Fingerprint.of(Fingerprint.Hash.SHA_512, new byte[] {1});
    private static final Fingerprint OURS = Fingerprint.of(Fingerprint.Hash.SHA_256, new byte[] {2});
    private static final String TLS_ID = "abcdefghijklmnopqrstu";
    private static final String AUDIO = "m=audio 9000 UDP/TLS/RTP/SAVPF 0; ";

    private static DtlsAttributes read(String media) {
        AnswerPlan plan = OfferAnswer.plan(Descriptions.offer(media), Descriptions.ALL);
        return Objects.requireNonNull(plan.accepted().getFirst().dtls());
    }

    @Test
    void mediaLevelIsRead() {
        DtlsAttributes dtls = read(AUDIO + "a=fingerprint:" + THEIRS.text() + "; a=setup:passive; a=tls-id:" + TLS_ID);
        assertThat(dtls.fingerprints()).containsExactly(THEIRS);
        assertThat(dtls.setup()).isEqualTo(Setup.PASSIVE);
        assertThat(dtls.tlsId()).isEqualTo(TLS_ID);
    }

    @Test
    void sessionLevelCountsWhereMediaSaysNothing() {
        DtlsAttributes dtls = read("a=fingerprint:" + THEIRS.text() + "; a=setup:passive; " + AUDIO);
        assertThat(dtls.fingerprints()).containsExactly(THEIRS);
        assertThat(dtls.setup()).isEqualTo(Setup.PASSIVE);
    }

    /** RFC 8122, section 5. */
    @Test
    void mediaLevelOverridesSessionLevel() {
        DtlsAttributes dtls = read("a=fingerprint:" + OURS.text() + "; a=setup:passive; " + AUDIO + "a=fingerprint:"
                + THEIRS.text() + "; a=setup:actpass");
        assertThat(dtls.fingerprints()).containsExactly(THEIRS);
        assertThat(dtls.setup()).isEqualTo(Setup.ACTPASS);
    }

    @Test
    void severalFingerprintsAreTakenAndUnknownHashesPassedOver() {
        DtlsAttributes dtls = read(
                AUDIO + "a=fingerprint:md5 00; a=fingerprint:" + THEIRS.text() + "; a=fingerprint:" + STRONGER.text());
        assertThat(dtls.fingerprints()).containsExactlyInAnyOrder(THEIRS, STRONGER);
    }

    /** RFC 4145, section 4.1. */
    @Test
    void withoutSetupTheOffererIsActive() {
        assertThat(read(AUDIO + "a=fingerprint:" + THEIRS.text()).setup()).isEqualTo(Setup.ACTIVE);
    }

    @ParameterizedTest
    @CsvSource({"tooshort", "abcdefghijklmnopqrst!"})
    void aTlsIdThatIsNoneIsPassedOver(String tlsId) {
        assertThat(read(AUDIO + "a=fingerprint:" + THEIRS.text() + "; a=tls-id:" + tlsId)
                        .tlsId())
                .isNull();
    }

    @Test
    void theAnswerHoldsProtocolFingerprintSetupAndTlsIdButNoKey() {
        AnswerPlan plan = OfferAnswer.plan(
                Descriptions.offer(AUDIO + "a=rtcp-mux; a=setup:actpass; a=fingerprint:" + THEIRS.text()),
                Descriptions.ALL);
        String answer = OfferAnswer.write(
                plan,
                Descriptions.SELF,
                Map.of(0, new LocalMedia(20000, 20000, null, new LocalDtls(OURS, Setup.PASSIVE, TLS_ID))));
        assertThat(answer.lines())
                .contains(
                        "m=audio 20000 UDP/TLS/RTP/SAVPF 0",
                        "a=rtcp-mux",
                        "a=fingerprint:" + OURS.text(),
                        "a=setup:passive",
                        "a=tls-id:" + TLS_ID)
                .noneMatch(line -> line.startsWith("a=crypto"));
    }

    @Test
    void whatTheSrcAnswersToAnOfferOfOursIsTaken() {
        AnswerPlan plan = OfferAnswer.plan(
                Descriptions.offer(AUDIO + "a=setup:actpass; a=fingerprint:" + THEIRS.text()), Descriptions.ALL);
        SessionDescription answer = Descriptions.offer(AUDIO + "a=setup:active; a=fingerprint:" + STRONGER.text());
        List<Accepted> taken = OfferAnswer.taken(plan, answer, false).accepted();
        DtlsAttributes dtls = Objects.requireNonNull(taken.getFirst().dtls());
        assertThat(dtls.setup()).isEqualTo(Setup.ACTIVE);
        assertThat(dtls.fingerprints()).containsExactly(STRONGER);
        assertThat(taken.getFirst().isEncrypted()).isTrue();
    }
}
