package org.callvault.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The test vectors of RFC 6188, section 7, for session keys; those for packets are in TransformVectorsTest. */
class SuiteVectorsTest {
    @ParameterizedTest
    @CsvSource({
        // RFC 6188, 7.2 and 7.4: master key, master salt, label, session key
        "f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6, 3b04803de51ee7c96423ab5b78d2, 0, 5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4",
        "f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6, 3b04803de51ee7c96423ab5b78d2, 1, fd9c32d39ed5fbb5a9dc96b30818454d1313dc05",
        "f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b6, 3b04803de51ee7c96423ab5b78d2, 2, fa31791685ca444a9e07c6c64e93",
        "73edc66c4fa15776fb57f9505c17136550ffda71f3e8e5f1, c8522f3acd4ce86d5add78edbb11, 0, 31874736a8f1143870c26e4857d8a5b2c4a354407faadabb",
        "73edc66c4fa15776fb57f9505c17136550ffda71f3e8e5f1, c8522f3acd4ce86d5add78edbb11, 1, 355b10973cd95b9eacf4061c7e1a7151e7cfbfcb",
        "73edc66c4fa15776fb57f9505c17136550ffda71f3e8e5f1, c8522f3acd4ce86d5add78edbb11, 2, 2372b82d639b6d8503a47adc0a6c",
    })
    void sessionKeysOfTheLargerSuitesAreDerivedAsInRfc6188(String key, String salt, int label, String expected) {
        byte[] derived = KeyDerivation.derive(hex(key), hex(salt), label, 0, expected.length() / 2);
        assertThat(HexFormat.of().formatHex(derived)).isEqualTo(expected);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
