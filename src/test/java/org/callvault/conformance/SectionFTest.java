package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.conformance.SrtpPackets.report;
import static org.callvault.conformance.SrtpPackets.rtp;
import static org.callvault.conformance.SrtpPackets.sent;
import static org.callvault.conformance.SrtpPackets.sentControl;
import static org.callvault.conformance.SrtpPackets.taken;
import static org.callvault.conformance.SrtpPackets.takenControl;

import java.util.HexFormat;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.SrtpSender;
import org.callvault.srtp.SrtpSuite;
import org.callvault.srtp.Unprotected;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6188: AES with keys of 192 and 256 bits. */
@ExtendWith(ConformanceReport.class)
class SectionFTest {

    @ParameterizedTest
    @CsvSource({
        "AES_192_CM_HMAC_SHA1_80, 38",
        "AES_192_CM_HMAC_SHA1_32, 38",
        "AES_256_CM_HMAC_SHA1_80, 46",
        "AES_256_CM_HMAC_SHA1_32, 46"
    })
    @Statement(
            section = "F",
            number = 1,
            source = "RFC 6188, 4",
            text = "The four suites are negotiated, with 38 and 46 bytes of key and salt and with no other number")
    void theFourSuitesAreNegotiated(String suite, int bytes) {
        assertThat(Sdes.answered(suite, bytes)).hasValue(bytes);
        assertThat(Sdes.answered(suite, bytes - 1)).isEmpty();
        assertThat(Sdes.answered(suite, bytes + 1)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "AES_192_CM_HMAC_SHA1_80, 10",
        "AES_192_CM_HMAC_SHA1_32, 4",
        "AES_256_CM_HMAC_SHA1_80, 10",
        "AES_256_CM_HMAC_SHA1_32, 4"
    })
    @Statement(
            section = "F",
            number = 2,
            source = "RFC 6188, 2 and 4",
            text = "Packets of each suite are encrypted with its keys, and their tags have 80 or 32 bits")
    void packetsOfEachSuiteAreEncryptedWithItsKeys(SrtpSuite suite, int tag) {
        SrtpMasterKey key = SrtpPackets.key(suite);
        byte[] media = TextbookSrtp.rtp(key).rtp(rtp(1), 1);
        byte[] control = TextbookSrtp.rtcp(key).rtcp(report(), 0, true);
        assertThat(media).hasSize(rtp(1).length + tag);
        assertThat(sent(new SrtpSender(key), rtp(1))).isEqualTo(media);
        assertThat(sentControl(new SrtpSender(key), report())).isEqualTo(control);
        SrtpReceiver receiver = new SrtpReceiver(key);
        assertThat(taken(receiver, media)).isEqualTo(Unprotected.OK);
        assertThat(takenControl(receiver, control)).isEqualTo(Unprotected.OK);
    }

    @ParameterizedTest
    @CsvSource({
        // 7.2 and 7.4: master key and salt, session keys of the cipher, of authentication, session salt
        "AES_256_CM_HMAC_SHA1_80, f0f04914b513f2763a1b1fa130f10e2998f6f6e43e4309d1e622a0e332b9f1b63b04803de51ee7c96423ab5b78d2, 5ba1064e30ec51613cad926c5a28ef731ec7fb397f70a960653caf06554cd8c4, fd9c32d39ed5fbb5a9dc96b30818454d1313dc05, fa31791685ca444a9e07c6c64e93",
        "AES_192_CM_HMAC_SHA1_80, 73edc66c4fa15776fb57f9505c17136550ffda71f3e8e5f1c8522f3acd4ce86d5add78edbb11, 31874736a8f1143870c26e4857d8a5b2c4a354407faadabb, 355b10973cd95b9eacf4061c7e1a7151e7cfbfcb, 2372b82d639b6d8503a47adc0a6c"
    })
    @Statement(
            section = "F",
            number = 3,
            source = "RFC 6188, 3, 7.2 and 7.4",
            text = "Session keys are derived with AES of the master key's size, as in the test vectors")
    void sessionKeysAreDerivedWithTheMasterKeysSize(
            SrtpSuite suite, String master, String cipherKey, String authKey, String salt) {
        SrtpMasterKey key = SrtpMasterKey.of(suite, HexFormat.of().parseHex(master));
        assertThat(sent(new SrtpSender(key), rtp(1)))
                .isEqualTo(TextbookSrtp.ofSessionKeys(cipherKey, authKey, salt).rtp(rtp(1), 1));
    }

    @ParameterizedTest
    @CsvSource({
        "AES_256_CM_HMAC_SHA1_80, 57f82fe3613fd170a85ec93c40b1f0922ec4cb0dc025b58272147cc438944a98, 92bdd28a93c3f52511c677d08b5515a49da71b2378a854f67050756ded165bac63c4868b7096d88421b563b8c94c9a31",
        "AES_192_CM_HMAC_SHA1_80, eab234764e517b2d3d160d587d8c86219740f65f99b6bcf7, 35096cba4610028dc1b57503804ce37c5de986291dcce161d5165ec4568f5c9a474a40c77894bc17180202272a4c264d"
    })
    @Statement(
            section = "F",
            number = 4,
            source = "RFC 6188, 7.1 and 7.3",
            text = "The keystream is that of the test vectors, to any length and with any rollover counter")
    void theKeystreamIsThatOfTheTestVectors(SrtpSuite suite, String cipherKey, String keystream) {
        byte[] nothing = new byte[12 + 48];
        byte[] published = TextbookSrtp.ofSessionKeys(cipherKey, "00", "f0f1f2f3f4f5f6f7f8f9fafbfcfd")
                .rtp(nothing, 0);
        assertThat(HexFormat.of().formatHex(published, 12, nothing.length)).isEqualTo(keystream);

        SrtpMasterKey key = SrtpPackets.key(suite);
        TextbookSrtp sender = TextbookSrtp.rtp(key);
        SrtpReceiver receiver = new SrtpReceiver(key);
        for (long index = 65_400; index < 65_700; index++) {
            byte[] wire = sender.rtp(rtp(index), index);
            assertThat(receiver.unprotect(wire, 0, wire.length)).isEqualTo(Unprotected.OK);
            assertThat(wire).startsWith(rtp(index));
        }
    }
}
