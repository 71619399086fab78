package org.callvault.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.callvault.sdp.SessionDescription;
import org.callvault.sdp.answer.Accepted;
import org.callvault.sdp.answer.AnswerIdentity;
import org.callvault.sdp.answer.AnswerPlan;
import org.callvault.sdp.answer.AnswerPolicy;
import org.callvault.sdp.answer.LocalMedia;
import org.callvault.sdp.answer.OfferAnswer;
import org.callvault.sdp.answer.RefusalReason;
import org.callvault.sdp.answer.Refused;
import org.callvault.sdp.crypto.CryptoAttribute;
import org.callvault.sdp.crypto.ParsedCrypto;
import org.callvault.sdp.crypto.RefusedCrypto;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSuite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 4568: lines of {@code a=crypto} and their answers. */
@ExtendWith(ConformanceReport.class)
class SectionDTest {
    private static final String SUITE = "AES_CM_128_HMAC_SHA1_80";
    private static final String LINE = "1 " + SUITE + " inline:" + Offers.keyAndSalt(1);
    private static final AnswerPolicy POLICY = new AnswerPolicy(true, true, true, 8);
    private static final AnswerIdentity SELF = new AnswerIdentity(4711, 1, "192.0.2.9");

    private static AnswerPlan plan(String... media) {
        return OfferAnswer.plan(
                (SessionDescription)
                        SessionDescription.parse(Offers.session(media).getBytes(UTF_8)),
                POLICY);
    }

    private static String savp(String... attributes) {
        return Offers.audio(30000, "RTP/SAVP 0", String.join("\r\n", attributes), "a=sendonly");
    }

    private static Accepted accepted(String... attributes) {
        return (Accepted) plan(savp(attributes)).media().getFirst();
    }

    private static RefusalReason refused(String... attributes) {
        return ((Refused) plan(savp(attributes)).media().getFirst()).reason();
    }

    private static SrtpMasterKey key(int value) {
        return SrtpMasterKey.of(
                SrtpSuite.AES_CM_128_HMAC_SHA1_80, Base64.getDecoder().decode(Offers.keyAndSalt(value)));
    }

    private static ParsedCrypto line(String value) {
        return CryptoAttribute.parse(value);
    }

    @Test
    @Statement(section = "D", number = 1, source = "RFC 4568, 5.1", text = "a=crypto counts at media level only")
    void keysCountAtMediaLevelOnly() {
        String offer = Offers.session(Offers.crypto(1, 1) + "\r\n", savp("a=label:1"));
        AnswerPlan plan =
                OfferAnswer.plan((SessionDescription) SessionDescription.parse(offer.getBytes(UTF_8)), POLICY);
        assertThat(plan.media()).singleElement().isInstanceOfSatisfying(Refused.class, stream -> assertThat(
                        stream.reason())
                .isEqualTo(RefusalReason.NO_USABLE_CRYPTO));
    }

    @Test
    @Statement(
            section = "D",
            number = 1,
            source = "RFC 4568, 5.1 and 9.1",
            text = "Tags are unique in an m-line, and have no leading zeros")
    void tagsAreUniqueAndWithoutLeadingZeros() {
        assertThat(line("0" + LINE)).isEqualTo(new RefusedCrypto(RefusedCrypto.Reason.MALFORMED));
        Accepted taken = accepted("a=crypto:1 UNKNOWN inline:x", Offers.crypto(1, 1), Offers.crypto(2, 2));
        assertThat(taken.cryptoTag()).isEqualTo(2);
    }

    @Test
    @Statement(
            section = "D",
            number = 2,
            source = "RFC 4568, 5.1.2",
            text = "The first line that is supported is accepted, and no other")
    void theFirstSupportedLineIsAccepted() {
        Accepted taken = accepted(
                "a=crypto:1 F8_128_HMAC_SHA1_80 inline:" + Offers.keyAndSalt(1),
                Offers.crypto(2, 2),
                Offers.crypto(3, 3));
        assertThat(taken.cryptoTag()).isEqualTo(2);
        assertThat(answer(taken, 9)).containsOnlyOnce("a=crypto:").contains("a=crypto:2 ");
    }

    @Test
    @Statement(
            section = "D",
            number = 2,
            source = "RFC 4568, 5.1.2",
            text = "A stream without a supported line is rejected")
    void aStreamWithoutASupportedLineIsRejected() {
        assertThat(refused("a=crypto:1 F8_128_HMAC_SHA1_80 inline:" + Offers.keyAndSalt(1)))
                .isEqualTo(RefusalReason.NO_USABLE_CRYPTO);
    }

    @Test
    @Statement(
            section = "D",
            number = 3,
            source = "RFC 4568, 5.1.2",
            text = "An answer repeats tag and suite and has a key of its own, recvonly streams included")
    void theAnswerRepeatsTagAndSuiteAndHasItsOwnKey() {
        String answer = answer(accepted(Offers.crypto(12, 2)), 9);
        assertThat(answer)
                .contains("a=crypto:12 " + SUITE + " inline:" + Offers.keyAndSalt(9))
                .contains("a=recvonly");
        assertThatThrownBy(() -> OfferAnswer.write(
                        plan(savp(Offers.crypto(1, 2))), SELF, Map.of(0, new LocalMedia(20000, 20001, null))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"1, 8", "8, 1", "9, 9"})
    @Statement(
            section = "D",
            number = 4,
            source = "RFC 4568, 6.1 and 7.1.2",
            text = "A key of the answer stands nowhere else: not in the offer, not in another m-line")
    void everyKeyOfTheAnswerIsUnique(int first, int second) {
        AnswerPlan plan = plan(savp(Offers.crypto(1, 1)), savp(Offers.crypto(1, 2)));
        Map<Integer, LocalMedia> local =
                Map.of(0, new LocalMedia(20000, 20001, key(first)), 1, new LocalMedia(20002, 20003, key(second)));
        assertThatThrownBy(() -> OfferAnswer.write(plan, SELF, local))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("used twice");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            value = {
                "short WRONG_KEY_LENGTH",
                "long WRONG_KEY_LENGTH",
                "|2^49 BAD_LIFETIME",
                "|0 BAD_LIFETIME",
                "|2^20|1:129 BAD_MKI",
                "|1:0 BAD_MKI"
            })
    @Statement(
            section = "D",
            number = 5,
            source = "RFC 4568, 6.1",
            text =
                    "A key of a wrong length, an excessive lifetime or an MKI of more than 128 bytes makes a line invalid")
    void aLineWithAWrongKeyLifetimeOrMkiIsInvalid(String fault, RefusedCrypto.Reason reason) {
        String value =
                switch (fault) {
                    case "short" ->
                        "1 " + SUITE + " inline:" + Base64.getEncoder().encodeToString(new byte[29]);
                    case "long" ->
                        "1 " + SUITE + " inline:" + Base64.getEncoder().encodeToString(new byte[31]);
                    default -> LINE + fault;
                };
        assertThat(line(value)).isEqualTo(new RefusedCrypto(reason));
        assertThat(line(LINE + "|2^48")).isInstanceOf(CryptoAttribute.class);
    }

    @Test
    @Statement(
            section = "D",
            number = 6,
            source = "RFC 4568, 4.3 and 6.1",
            text = "Keys of one line are never tried in turn: a line with several is passed over for the next")
    void aLineWithSeveralKeysIsPassedOver() {
        String several = "a=crypto:" + LINE + "|2^20|1:4;inline:" + Offers.keyAndSalt(2) + "|2^20|2:4";
        assertThat(line(several.substring("a=crypto:".length())))
                .isEqualTo(new RefusedCrypto(RefusedCrypto.Reason.SEVERAL_KEYS_UNSUPPORTED));
        assertThat(accepted(several, Offers.crypto(2, 3)).cryptoTag()).isEqualTo(2);
        assertThat(refused(several)).isEqualTo(RefusalReason.NO_USABLE_CRYPTO);
    }

    @ParameterizedTest
    @ValueSource(strings = {"WSH=128", "FEC_ORDER=FEC_SRTP", "KDR=0"})
    @Statement(
            section = "D",
            number = 7,
            source = "RFC 4568, 6.3",
            text = "Declarative session parameters (WSH, FEC, a rate of 0) leave a line usable")
    void declarativeParametersLeaveALineUsable(String parameter) {
        assertThat(line(LINE + " " + parameter)).isInstanceOf(CryptoAttribute.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UNENCRYPTED_SRTP", "UNENCRYPTED_SRTCP", "UNAUTHENTICATED_SRTP"})
    @Statement(
            section = "D",
            number = 7,
            source = "RFC 4568, 6.3.2 and 6.3.3",
            text = "A line that waives encryption or authentication is refused")
    void aLineThatWaivesProtectionIsRefused(String parameter) {
        assertThat(line(LINE + " " + parameter)).isEqualTo(new RefusedCrypto(RefusedCrypto.Reason.PROTECTION_WAIVED));
        assertThat(refused("a=crypto:" + LINE + " " + parameter)).isEqualTo(RefusalReason.NO_USABLE_CRYPTO);
    }

    @Test
    @Statement(
            section = "D",
            number = 8,
            source = "RFC 4568, 6.3.7",
            text = "An unknown session parameter makes a line invalid, unless it is prefixed with a hyphen")
    void anUnknownParameterIsFatalUnlessPrefixed() {
        assertThat(line(LINE + " NEW=1")).isEqualTo(new RefusedCrypto(RefusedCrypto.Reason.UNKNOWN_SESSION_PARAMETER));
        assertThat(line(LINE + " -NEW=1")).isInstanceOf(CryptoAttribute.class);
    }

    @Test
    @Statement(
            section = "D",
            number = 13,
            source = "RFC 4568, 7.1 and the field",
            text = "Of AVP and SAVP lines that are offered side by side each is answered by its own profile")
    void avpAndSavpLinesSideBySideAreEachAnsweredByTheirProfile() {
        AnswerPlan plan = plan(Offers.audio("1"), savp(Offers.crypto(1, 1), "a=label:1"));
        String answer = OfferAnswer.write(
                plan, SELF, Map.of(0, new LocalMedia(20000, 20001, null), 1, new LocalMedia(20002, 20003, key(9))));
        assertThat(answer).containsSubsequence("m=audio 20000 RTP/AVP 0", "m=audio 20002 RTP/SAVP 0", "a=crypto:1 ");
        assertThat(answer.substring(0, answer.indexOf("RTP/SAVP"))).doesNotContain("a=crypto");
    }

    private static String answer(Accepted taken, int ours) {
        return write(taken, key(ours));
    }

    private static String write(Accepted taken, SrtpMasterKey ours) {
        assertThat(Objects.requireNonNull(taken.remoteKey()).suite()).isEqualTo(taken.suite());
        return OfferAnswer.write(new AnswerPlan(List.of(taken)), SELF, Map.of(0, new LocalMedia(20000, 20001, ours)));
    }
}
