package org.callvault.srtp.transform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;

class HmacSha1Test {
    static final List<Arguments> EACH = List.of(
            Arguments.of("copied", (Function<byte[], HmacSha1>) CopiedHmacSha1::new),
            Arguments.of("compressed", (Function<byte[], HmacSha1>) CompressedHmacSha1::new));

    @ParameterizedTest(name = "{0}")
    @FieldSource("EACH")
    void givesTheCodesOfRfc2202(String way, Function<byte[], HmacSha1> maker) {
        byte[] code = new byte[HmacSha1.LENGTH];
        byte[] key = new byte[20];
        Arrays.fill(key, (byte) 0x0b);
        try (HmacSha1 mac = maker.apply(key)) {
            byte[] text = "Hi There".getBytes(StandardCharsets.US_ASCII);
            mac.compute(text, 0, text.length, code);
            assertThat(HexFormat.of().formatHex(code)).isEqualTo("b617318655057264e28bc0b6fb378c8ef146be00");
        }
    }

    @ParameterizedTest(name = "{0}")
    @FieldSource("EACH")
    void givesWhatTheJdksMacGivesForEveryLength(String way, Function<byte[], HmacSha1> maker) throws Exception {
        SplittableRandom random = new SplittableRandom(2104);
        byte[] key = new byte[20];
        byte[] text = new byte[400];
        random.nextBytes(key);
        random.nextBytes(text);
        Mac expected = Mac.getInstance("HmacSHA1");
        expected.init(new SecretKeySpec(key, "HmacSHA1"));
        byte[] code = new byte[HmacSha1.LENGTH];
        try (HmacSha1 mac = maker.apply(key)) {
            for (int length = 0; length < 380; length++) {
                int word = random.nextInt();
                mac.compute(text, 7, length, code);
                expected.update(text, 7, length);
                assertThat(code).as("%d bytes", length).isEqualTo(expected.doFinal());
                mac.compute(text, 7, length, word, code);
                expected.update(text, 7, length);
                assertThat(code)
                        .as("%d bytes and a word", length)
                        .isEqualTo(expected.doFinal(
                                ByteBuffer.allocate(4).putInt(word).array()));
            }
        }
    }

    @Test
    void theFastWayIsUsedWhereTheJdkOpensIt() {
        assertThat(Sha1Acceleration.problem()).isEmpty();
        try (HmacSha1 mac = HmacSha1.of(new byte[20])) {
            assertThat(mac).isInstanceOf(CompressedHmacSha1.class);
        }
    }
}
