package org.callvault.conformance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.callvault.rtp.RtpPacket;
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
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.SrtpSender;
import org.callvault.srtp.SrtpSuite;
import org.callvault.srtp.Unprotected;
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
            source = "RFC 4568, 6.1",
            text = "Several keys of one line are told apart by MKIs of equal length")
    void severalKeysAreToldApartByTheirMkis() {
        CryptoAttribute several = (CryptoAttribute) line(severalKeys("2:4"));
        assertThat(several.keys().keys()).hasSize(2);
        assertThat(several.keys().mkiLength()).isEqualTo(4);
        for (String second : List.of("2:5", "1:4", "256:1")) {
            assertThat(line(severalKeys(second))).isEqualTo(new RefusedCrypto(RefusedCrypto.Reason.BAD_MKI));
        }
        assertThat(refused("a=crypto:" + severalKeys("1:4"))).isEqualTo(RefusalReason.NO_USABLE_CRYPTO);
    }

    private static String severalKeys(String secondMki) {
        return LINE + "|2^20|1:4;inline:" + Offers.keyAndSalt(2) + "|2^20|" + secondMki;
    }

    @Test
    @Statement(
            section = "D",
            number = 6,
            source = "RFC 4568, 4.3",
            text = "A packet is tried with the key that its MKI names, and with no other")
    void aPacketIsTriedWithTheKeyThatItsMkiNames() {
        CryptoAttribute several = (CryptoAttribute) line(severalKeys("2:4"));
        SrtpMasterKey first = several.keys().keys().getFirst();
        SrtpMasterKey second = several.keys().keys().getLast();
        try (SrtpReceiver receiver = new SrtpReceiver(several.keys())) {
            assertThat(received(receiver, first, 1, 1)).isEqualTo(Unprotected.OK);
            assertThat(received(receiver, second, 2, 2)).isEqualTo(Unprotected.OK);
            assertThat(received(receiver, first, 2, 3)).isEqualTo(Unprotected.AUTHENTICATION_FAILED);
            assertThat(received(receiver, first, 3, 3)).isEqualTo(Unprotected.UNKNOWN_MKI);
        }
    }

    /** What becomes of a packet under that key, with that MKI of four bytes. */
    private static Unprotected received(SrtpReceiver receiver, SrtpMasterKey key, int mki, int sequence) {
        byte[] packet = new byte[12 + 160 + 4 + 10];
        RtpPacket.writeHeader(packet, 0, 0, false, sequence, 160L * sequence, 7);
        SrtpKeyParams named = SrtpKeyParams.of(List.of(key), List.of(new byte[] {0, 0, 0, (byte) mki}), 0);
        try (SrtpSender sender = new SrtpSender(named)) {
            assertThat(sender.protect(packet, 0, 12 + 160)).isEqualTo(packet.length);
        }
        return receiver.unprotect(packet, 0, packet.length);
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

    @Test
    @Statement(
            section = "D",
            number = 7,
            source = "RFC 4568, 6.3.1",
            text = "A key derivation rate of 2^1 to 2^24 is declarative")
    void aKeyDerivationRateIsApplied() {
        CryptoAttribute rated = (CryptoAttribute) line(LINE + " KDR=1");
        try (SrtpReceiver receiver = new SrtpReceiver(rated.keys());
                SrtpReceiver once = new SrtpReceiver(rated.keys().keys().getFirst());
                SrtpSender sender = new SrtpSender(rated.keys())) {
            for (int sequence = 1; sequence < 10; sequence++) {
                byte[] packet = new byte[12 + 160 + 10];
                RtpPacket.writeHeader(packet, 0, 0, false, sequence, 160L * sequence, 7);
                sender.protect(packet, 0, 12 + 160);
                Unprotected derivedOnce = once.unprotect(packet.clone(), 0, packet.length);
                assertThat(derivedOnce).isEqualTo(sequence < 2 ? Unprotected.OK : Unprotected.AUTHENTICATION_FAILED);
                assertThat(receiver.unprotect(packet, 0, packet.length)).isEqualTo(Unprotected.OK);
            }
        }
        assertThat(line(LINE + " KDR=25")).isEqualTo(new RefusedCrypto(RefusedCrypto.Reason.BAD_KDR));
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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AES_256_CM_HMAC_SHA1_80",
                "AES_CM_256_HMAC_SHA1_80",
                "AES_192_CM_HMAC_SHA1_32",
                "AES_CM_192_HMAC_SHA1_32"
            })
    @Statement(
            section = "D",
            number = 13,
            source = "RFC 6188, 5 and the field",
            text =
                    "Both spellings of the larger suites are read (AES_256_CM and AES_CM_256), and answered as they came")
    void bothSpellingsOfASuiteAreRead(String name) {
        SrtpSuite suite = SrtpSuite.named(name).orElseThrow();
        String key = Base64.getEncoder().encodeToString(new byte[suite.keyAndSaltLength()]);
        Accepted taken = accepted("a=crypto:4 " + name + " inline:" + key);
        assertThat(taken.suite()).isEqualTo(suite);
        assertThat(write(taken, SrtpMasterKey.generate(suite, new SecureRandom())))
                .contains("a=crypto:4 " + name + " inline:");
    }

    private static String answer(Accepted taken, int ours) {
        return write(taken, key(ours));
    }

    private static String write(Accepted taken, SrtpMasterKey ours) {
        assertThat(Objects.requireNonNull(taken.remoteKeys()).suite()).isEqualTo(taken.suite());
        return OfferAnswer.write(new AnswerPlan(List.of(taken)), SELF, Map.of(0, new LocalMedia(20000, 20001, ours)));
    }
}
