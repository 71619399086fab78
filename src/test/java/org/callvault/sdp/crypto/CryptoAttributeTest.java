package org.callvault.sdp.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import org.callvault.sdp.Descriptions;
import org.callvault.sdp.crypto.RefusedCrypto.Reason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of RFC 4568 for one {@code a=crypto} line, as tables. KEY stands for 30 bytes in base64. */
class CryptoAttributeTest {
    private static final String SUITE = "AES_CM_128_HMAC_SHA1_80 ";
    private static final String KEY = Descriptions.inline(1);
    private static final String UNPADDED =
            "inline:" + Base64.getEncoder().withoutPadding().encodeToString(Descriptions.bytes(30, 1));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1 AES_CM_128_HMAC_SHA1_80 KEY",
                "1 AES_CM_128_HMAC_SHA1_32 KEY",
                "999999999 AES_CM_128_HMAC_SHA1_80 KEY",
                "1  AES_CM_128_HMAC_SHA1_80\tKEY ",
                "1 AES_CM_128_HMAC_SHA1_80 KEY|2^20",
                "1 AES_CM_128_HMAC_SHA1_80 KEY|2^48",
                "1 AES_CM_128_HMAC_SHA1_80 KEY|1048576",
                "1 AES_CM_128_HMAC_SHA1_80 KEY|281474976710656",
                "1 AES_CM_128_HMAC_SHA1_80 KEY|1:1",
                "1 AES_CM_128_HMAC_SHA1_80 KEY|2^20|255:128",
                "1 AES_CM_128_HMAC_SHA1_80 KEY KDR=0 WSH=128",
                "1 AES_CM_128_HMAC_SHA1_80 KEY KDR=24",
                "1 AES_CM_128_HMAC_SHA1_80 KEY FEC_ORDER=FEC_SRTP",
                "1 AES_CM_128_HMAC_SHA1_80 KEY -future=1 -other"
            })
    void aSoundLineIsTaken(String line) {
        for (String key : new String[] {KEY, UNPADDED}) {
            ParsedCrypto parsed = CryptoAttribute.parse(line.replace("KEY", key));

            assertThat(parsed).isInstanceOf(CryptoAttribute.class);
            assertThat(((CryptoAttribute) parsed).keys().keys().getFirst().keyAndSalt())
                    .isEqualTo(Descriptions.bytes(30, 1));
            assertThat(parsed.toString()).doesNotContain(key.substring("inline:".length()));
        }
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                Arguments.of("", Reason.MALFORMED),
                Arguments.of("1 AES_CM_128_HMAC_SHA1_80", Reason.MALFORMED),
                Arguments.of("01 " + SUITE + KEY, Reason.MALFORMED),
                Arguments.of("one " + SUITE + KEY, Reason.MALFORMED),
                Arguments.of("1234567890 " + SUITE + KEY, Reason.MALFORMED),
                Arguments.of("1 " + SUITE + "uri:https://192.0.2.1/key", Reason.MALFORMED),
                Arguments.of("1 " + SUITE + "inline:****", Reason.MALFORMED),
                Arguments.of("1 " + SUITE + KEY + "|2^20|1:4|x", Reason.MALFORMED),
                Arguments.of("1 NULL_HMAC_SHA1_80 " + KEY, Reason.UNKNOWN_SUITE),
                Arguments.of("1 F8_128_HMAC_SHA1_80 " + KEY, Reason.UNKNOWN_SUITE),
                Arguments.of("1 aes_cm_128_hmac_sha1_80 " + KEY, Reason.UNKNOWN_SUITE),
                Arguments.of("1 " + SUITE + "inline:AAAA", Reason.WRONG_KEY_LENGTH),
                Arguments.of("1 " + SUITE + "inline:", Reason.WRONG_KEY_LENGTH),
                Arguments.of("1 " + SUITE + "inline:" + "AAAA".repeat(15), Reason.WRONG_KEY_LENGTH),
                Arguments.of("1 " + SUITE + KEY + "|2^49", Reason.BAD_LIFETIME),
                Arguments.of("1 " + SUITE + KEY + "|281474976710657", Reason.BAD_LIFETIME),
                Arguments.of("1 " + SUITE + KEY + "|0", Reason.BAD_LIFETIME),
                Arguments.of("1 " + SUITE + KEY + "|", Reason.BAD_LIFETIME),
                Arguments.of("1 " + SUITE + KEY + "|2^", Reason.BAD_LIFETIME),
                Arguments.of("1 " + SUITE + KEY + "|1:129", Reason.BAD_MKI),
                Arguments.of("1 " + SUITE + KEY + "|1:0", Reason.BAD_MKI),
                Arguments.of("1 " + SUITE + KEY + "|x:4", Reason.BAD_MKI),
                Arguments.of("1 " + SUITE + KEY + "|2^20|7", Reason.BAD_MKI),
                Arguments.of("1 " + SUITE + KEY + "|256:1", Reason.BAD_MKI),
                Arguments.of("1 " + SUITE + KEY + ";" + KEY, Reason.BAD_MKI),
                Arguments.of("1 " + SUITE + KEY + "|1:4;" + KEY, Reason.BAD_MKI),
                Arguments.of("1 " + SUITE + KEY + "|1:4;" + KEY + "|1:4", Reason.BAD_MKI),
                Arguments.of("1 " + SUITE + KEY + "|1:4;" + KEY + "|2:2", Reason.BAD_MKI),
                Arguments.of("1 " + SUITE + KEY + "|1:4;", Reason.MALFORMED),
                Arguments.of("1 " + SUITE + KEY + "|1:4|2^20", Reason.BAD_MKI),
                Arguments.of("1 " + SUITE + (KEY + "|1:4;").repeat(16) + KEY + "|1:4", Reason.MALFORMED),
                Arguments.of("1 " + SUITE + KEY + " KDR=25", Reason.BAD_KDR),
                Arguments.of("1 " + SUITE + KEY + " KDR=x", Reason.BAD_KDR),
                Arguments.of("1 " + SUITE + KEY + " KDR", Reason.BAD_KDR),
                Arguments.of("1 " + SUITE + KEY + " UNENCRYPTED_SRTP", Reason.PROTECTION_WAIVED),
                Arguments.of("1 " + SUITE + KEY + " WSH=64 UNENCRYPTED_SRTCP", Reason.PROTECTION_WAIVED),
                Arguments.of("1 " + SUITE + KEY + " UNAUTHENTICATED_SRTP", Reason.PROTECTION_WAIVED),
                Arguments.of("1 " + SUITE + KEY + " FUTURE=1", Reason.UNKNOWN_SESSION_PARAMETER));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void anUnsoundLineIsRefusedWithItsReason(String line, Reason reason) {
        assertThat(CryptoAttribute.parse(line)).isEqualTo(new RefusedCrypto(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "AES_192_CM_HMAC_SHA1_80, 38",
        "AES_CM_192_HMAC_SHA1_32, 38",
        "AES_256_CM_HMAC_SHA1_80, 46",
        "AES_CM_256_HMAC_SHA1_32, 46",
        "AEAD_AES_128_GCM, 28",
        "AEAD_AES_256_GCM, 44"
    })
    void everySuiteTakesKeysOfItsLengthWithOrWithoutPadding(String name, int length) {
        for (Base64.Encoder encoder :
                List.of(Base64.getEncoder(), Base64.getEncoder().withoutPadding())) {
            String line = "1 " + name + " inline:" + encoder.encodeToString(Descriptions.bytes(length, 1));
            assertThat(CryptoAttribute.parse(line)).isInstanceOf(CryptoAttribute.class);
        }
        String other = "1 " + name + " inline:" + Base64.getEncoder().encodeToString(Descriptions.bytes(length + 1, 1));
        assertThat(CryptoAttribute.parse(other)).isEqualTo(new RefusedCrypto(Reason.WRONG_KEY_LENGTH));
    }
}
