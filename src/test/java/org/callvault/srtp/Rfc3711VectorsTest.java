package org.callvault.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The test vectors of RFC 3711, appendix B. */
class Rfc3711VectorsTest {
    private static final byte[] MASTER_KEY = hex("E1F97A0D3E018BE0D64FA32C06DE4139");
    private static final byte[] MASTER_SALT = hex("0EC675AD498AFEEBB6960B3AABE6");

    @ParameterizedTest
    @CsvSource({
        // B.3: label, bytes
        "0, C61E7A93744F39EE10734AFE3FF7A087",
        "2, 30CBBC08863D8C85D49DB34A9AE1",
        "1, CEBE321F6FF7716B6FD4AB49AF256A156D38BAA48F0A0ACF3C34E2359E6CDBCEE049646C43D9327AD175578EF72270986371C10C9A369AC2F94A8C5FBCDDDC256D6E919A48B610EF17C2041E474035766B68642C59BBFC2F34DB60DBDFB2DC68",
    })
    void sessionKeysAreDerivedAsInAppendixB3(int label, String expected) {
        byte[] derived = KeyDerivation.derive(MASTER_KEY, MASTER_SALT, label, 0, expected.length() / 2);
        assertThat(HexFormat.of().withUpperCase().formatHex(derived)).isEqualTo(expected);
    }

    @Test
    void theKeystreamIsAsInAppendixB2() throws Exception {
        Cipher cipher = Cipher.getInstance("AES/CTR/NoPadding");
        cipher.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(hex("2B7E151628AED2A6ABF7158809CF4F3C"), "AES"),
                new IvParameterSpec(hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD0000")));
        byte[] stream = cipher.doFinal(new byte[48]);
        assertThat(HexFormat.of().withUpperCase().formatHex(stream))
                .isEqualTo("E03EAD0935C95E80E166B16DD92B4EB4"
                        + "D23513162B02D0F72A43A2FE4A5F97AB"
                        + "41E95B3BB0A2E8DD477901E4FCA894C0");
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
