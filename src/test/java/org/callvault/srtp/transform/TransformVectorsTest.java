package org.callvault.srtp.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The test vectors of RFC 6188, section 7, for keystreams, and of RFC 7714, sections 16 and 17. */
class TransformVectorsTest {
    private static final byte[] GCM_SALT = hex("517569642070726f2071756f");
    private static final String RTP_HEADER = "8040f17b8041f8d35501a0b2";
    private static final String GAUL = "Gallia est omnis divisa in partes tres";
    private static final String RTCP = "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"
            + "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef";

    @ParameterizedTest
    @CsvSource({
        // RFC 6188, 7.1 and 7.3: session key, keystream for salt f0f1..fd
        "57f82fe3613fd170a85ec93c40b1f0922ec4cb0dc025b58272147cc438944a98, 92bdd28a93c3f52511c677d08b5515a49da71b2378a854f67050756ded165bac63c4868b7096d88421b563b8c94c9a31",
        "eab234764e517b2d3d160d587d8c86219740f65f99b6bcf7, 35096cba4610028dc1b57503804ce37c5de986291dcce161d5165ec4568f5c9a474a40c77894bc17180202272a4c264d",
    })
    void theKeystreamOfTheLargerSuitesIsAsInRfc6188(String key, String keystream) {
        byte[] packet = new byte[keystream.length() / 2];
        try (CounterModeTransform transform =
                new CounterModeTransform(hex(key), hex("f0f1f2f3f4f5f6f7f8f9fafbfcfd"), new byte[20], 10)) {
            transform.crypt(packet, 0, packet.length, 0, 0);
        }
        assertThat(HexFormat.of().formatHex(packet)).isEqualTo(keystream);
    }

    @ParameterizedTest
    @CsvSource({
        // RFC 7714, 16.1.1 and 16.2.1
        "000102030405060708090a0b0c0d0e0f, f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13",
    })
    void rtpInGaloisCounterModeIsAsInRfc7714(String key, String expected) {
        byte[] plain = concat(hex(RTP_HEADER), GAUL.getBytes(StandardCharsets.US_ASCII));
        byte[] packet = Arrays.copyOf(plain, plain.length + 16);
        try (AeadTransform transform = new AeadTransform(hex(key), GCM_SALT.clone())) {
            int length = transform.sealRtp(packet, 0, plain.length, new byte[0], 12, 0x5501a0b2, 0xf17b);
            assertThat(length).isEqualTo(packet.length);
            assertThat(HexFormat.of().formatHex(packet)).isEqualTo(RTP_HEADER + expected);
            assertThat(transform.openRtp(packet, 0, length, 0, 12, 0x5501a0b2, 0xf17b))
                    .isEqualTo(plain.length);
            assertThat(Arrays.copyOf(packet, plain.length)).isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @CsvSource({
        // RFC 7714, 17.1 and 17.2: the whole protected packet
        "000102030405060708090a0b0c0d0e0f, 81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 81c8000d4d617273d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be800005d4",
    })
    void rtcpInGaloisCounterModeIsAsInRfc7714(String key, String expected) {
        byte[] plain = hex(RTCP);
        byte[] packet = Arrays.copyOf(plain, plain.length + 20);
        try (AeadTransform transform = new AeadTransform(hex(key), GCM_SALT.clone())) {
            int length = transform.sealRtcp(packet, 0, plain.length, new byte[0], 0x5d4);
            assertThat(length).isEqualTo(packet.length);
            assertThat(HexFormat.of().formatHex(packet)).isEqualTo(expected);
            assertThat(transform.openRtcp(packet, 0, length, 0)).isEqualTo(plain.length);
            assertThat(Arrays.copyOf(packet, plain.length)).isEqualTo(plain);
        }
    }

    /** RFC 7714, 17.3 and 17.4: authenticated only. */
    @ParameterizedTest
    @CsvSource({
        "000102030405060708090a0b0c0d0e0f, 841dd9683dd78ec92ae58790125f62b3",
        "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f, 91db4afbfeee5a978fab4393ed2615fe"
    })
    void rtcpThatIsOnlyAuthenticatedIsAsInRfc7714(String key, String tag) {
        byte[] packet = hex(RTCP + tag + "000005d4");
        try (AeadTransform transform = new AeadTransform(hex(key), GCM_SALT.clone())) {
            assertThat(transform.openRtcp(packet, 0, packet.length, 0)).isEqualTo(RTCP.length() / 2);
            packet[20] ^= 1;
            assertThat(transform.openRtcp(packet, 0, packet.length, 0)).isNegative();
        }
    }

    @Test
    void whatFailsInGaloisCounterModeIsLeftAsItCame() {
        byte[] packet = new byte[12 + 100 + 16];
        try (AeadTransform transform = new AeadTransform(new byte[16], new byte[12])) {
            transform.sealRtp(packet, 0, 112, new byte[0], 12, 1, 1);
            packet[50] ^= 1;
            byte[] forged = packet.clone();
            assertThat(transform.openRtp(packet, 0, packet.length, 0, 12, 1, 1)).isNegative();
            assertThat(packet).isEqualTo(forged);
        }
    }

    private static byte[] concat(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
