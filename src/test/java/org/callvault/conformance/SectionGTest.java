package org.callvault.conformance;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.conformance.SrtpPackets.altered;
import static org.callvault.conformance.SrtpPackets.report;
import static org.callvault.conformance.SrtpPackets.rtp;
import static org.callvault.conformance.SrtpPackets.sent;
import static org.callvault.conformance.SrtpPackets.sentControl;
import static org.callvault.conformance.SrtpPackets.takenControl;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.callvault.dtls.DtlsAssociation;
import org.callvault.dtls.DtlsEndpoint;
import org.callvault.dtls.DtlsFailure;
import org.callvault.dtls.DtlsIdentity;
import org.callvault.dtls.DtlsKeys;
import org.callvault.dtls.DtlsLimits;
import org.callvault.dtls.DtlsListener;
import org.callvault.dtls.DtlsRole;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.SrtpSender;
import org.callvault.srtp.SrtpSuite;
import org.callvault.srtp.Unprotected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** RFC 7714: AES in Galois/counter mode. */
@ExtendWith(ConformanceReport.class)
class SectionGTest {
    private static final int TAG = 16;
    private static final String SALT = "517569642070726f2071756f";
    private static final String KEY_128 = "000102030405060708090a0b0c0d0e0f";
    private static final String KEY_256 = KEY_128 + "101112131415161718191a1b1c1d1e1f";
    private static final byte[] RTP = HexFormat.of()
            .parseHex("8040f17b8041f8d35501a0b2"
                    + HexFormat.of().formatHex("Gallia est omnis divisa in partes tres".getBytes(US_ASCII)));
    private static final byte[] RTCP = HexFormat.of()
            .parseHex("81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61"
                    + "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef");

    @ParameterizedTest
    @CsvSource({"AEAD_AES_128_GCM, 28", "AEAD_AES_256_GCM, 44"})
    @Statement(
            section = "G",
            number = 1,
            source = "RFC 7714, 14.1",
            text = "Both suites are negotiated, with 28 and 44 bytes of key and salt and with no other number")
    void bothSuitesAreNegotiated(String suite, int bytes) {
        assertThat(Sdes.answered(suite, bytes)).hasValue(bytes);
        assertThat(Sdes.answered(suite, bytes - 1)).isEmpty();
        assertThat(Sdes.answered(suite, bytes + 2)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        // 16.1.1 and 16.2.1: session key, what follows the header
        KEY_128
                + ", AEAD_AES_128_GCM, f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833899d7f27beb16a9152cf765ee4390cce",
        KEY_256
                + ", AEAD_AES_256_GCM, 32b1de78a822fe12ef9f78fa332e33aab18012389a58e2f3b50b2a0276ffae0f1ba63799b87b7aa3db36dfffd6b0f9bb7878d7a76c13"
    })
    @Statement(
            section = "G",
            number = 2,
            source = "RFC 7714, 8 and 16",
            text = "SRTP is that of the test vectors, with a tag of 16 bytes")
    void srtpIsThatOfTheTestVectors(String sessionKey, SrtpSuite suite, String expected) {
        assertThat(HexFormat.of()
                        .formatHex(
                                TextbookSrtp.ofSessionKeys(sessionKey, "00", SALT)
                                        .rtp(RTP, 0xf17b),
                                12,
                                RTP.length + TAG))
                .isEqualTo(expected);
        SrtpMasterKey key = SrtpPackets.key(suite);
        byte[] wire = TextbookSrtp.rtp(key).rtp(RTP, 0xf17b);
        assertThat(wire).hasSize(RTP.length + TAG);
        assertThat(sent(new SrtpSender(key), RTP)).isEqualTo(wire);
        SrtpReceiver receiver = new SrtpReceiver(key);
        assertThat(receiver.unprotect(wire, 0, wire.length)).isEqualTo(Unprotected.OK);
        assertThat(Arrays.copyOf(wire, receiver.plainLength())).isEqualTo(RTP);
    }

    @ParameterizedTest
    @CsvSource({
        // 17.1 and 17.2: session key, the whole packet
        KEY_128
                + ", AEAD_AES_128_GCM, 81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275bc84aa45896cf4d2fc5abf87245d9eade800005d4",
        KEY_256
                + ", AEAD_AES_256_GCM, 81c8000d4d617273d50ae4d1f5ce5d304ba297e47d470c282c3ece5dbffe0a50a2eaa5c1110555be8415f658c61de0476f1b6fad1d1eb30c4446839f57ff6f6cb26ac3be800005d4"
    })
    @Statement(
            section = "G",
            number = 3,
            source = "RFC 7714, 9.2 and 17",
            text = "SRTCP is that of the test vectors, its tag before the E-flag and the index")
    void srtcpIsThatOfTheTestVectors(String sessionKey, SrtpSuite suite, String expected) {
        byte[] published = TextbookSrtp.ofSessionKeys(sessionKey, "00", SALT).rtcp(RTCP, 0x5d4, true);
        assertThat(HexFormat.of().formatHex(published)).isEqualTo(expected);
        SrtpMasterKey key = SrtpPackets.key(suite);
        TextbookSrtp sender = TextbookSrtp.rtcp(key);
        assertThat(sentControl(new SrtpSender(key), RTCP))
                .isEqualTo(sender.rtcp(RTCP, 0, true))
                .hasSize(RTCP.length + TAG + 4)
                .endsWith(0x80, 0, 0, 0);
        SrtpReceiver receiver = new SrtpReceiver(key);
        byte[] wire = sender.rtcp(RTCP, 0x5d4, true);
        assertThat(receiver.unprotectRtcp(wire, 0, wire.length)).isEqualTo(Unprotected.OK);
        assertThat(Arrays.copyOf(wire, receiver.plainLength())).isEqualTo(RTCP);
    }

    @ParameterizedTest
    @CsvSource({
        // 17.3 and 17.4: session key, the tag
        KEY_128 + ", AEAD_AES_128_GCM, 841dd9683dd78ec92ae58790125f62b3",
        KEY_256 + ", AEAD_AES_256_GCM, 91db4afbfeee5a978fab4393ed2615fe"
    })
    @Statement(
            section = "G",
            number = 4,
            source = "RFC 7714, 9.3",
            text = "SRTCP that is not encrypted is still authenticated, as in the test vectors")
    void srtcpThatIsNotEncryptedIsAuthenticated(String sessionKey, SrtpSuite suite, String tag) {
        byte[] published = TextbookSrtp.ofSessionKeys(sessionKey, "00", SALT).rtcp(RTCP, 0x5d4, false);
        assertThat(HexFormat.of().formatHex(published, RTCP.length, RTCP.length + TAG))
                .isEqualTo(tag);
        SrtpMasterKey key = SrtpPackets.key(suite);
        byte[] report = TextbookSrtp.rtcp(key).rtcp(report(), 9, false);
        SrtpReceiver receiver = new SrtpReceiver(key);
        for (int bit = 0; bit < 8 * report.length; bit++) {
            assertThat(takenControl(receiver, altered(report, bit))).isNotEqualTo(Unprotected.OK);
        }
        assertThat(takenControl(receiver, report)).isEqualTo(Unprotected.OK);
        assertThat(receiver.plainLength()).isEqualTo(report().length);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = "AEAD_.*")
    @Statement(
            section = "G",
            number = 5,
            source = "RFC 7714, 5.3",
            text = "Nothing is released before the tag has verified: a packet that fails stays as it came")
    void nothingIsReleasedBeforeTheTagHasVerified(SrtpSuite suite) {
        SrtpMasterKey key = SrtpPackets.key(suite);
        SrtpReceiver receiver = new SrtpReceiver(key);
        byte[] media = TextbookSrtp.rtp(key).rtp(rtp(1), 1);
        byte[] control = TextbookSrtp.rtcp(key).rtcp(report(), 1, true);
        byte[] forged = altered(media, 8 * media.length - 1);
        byte[] received = forged.clone();
        assertThat(receiver.unprotect(received, 0, received.length)).isEqualTo(Unprotected.AUTHENTICATION_FAILED);
        assertThat(received).isEqualTo(forged);
        byte[] forgedControl = altered(control, 8 * 10);
        byte[] receivedControl = forgedControl.clone();
        assertThat(receiver.unprotectRtcp(receivedControl, 0, receivedControl.length))
                .isEqualTo(Unprotected.AUTHENTICATION_FAILED);
        assertThat(receivedControl).isEqualTo(forgedControl);
    }

    @Test
    @Statement(
            section = "G",
            number = 6,
            source = "RFC 7714, 14.2",
            text = "DTLS offers both by their codes, 0x0008 and 0x0007, before all others")
    void dtlsOffersBothByTheirCodes() throws Exception {
        CompletableFuture<String> hello = new CompletableFuture<>();
        DtlsIdentity identity = DtlsIdentity.generate(new SecureRandom(), Instant.now());
        DtlsLimits limits = new DtlsLimits(Duration.ofSeconds(20), Duration.ofSeconds(1), 4);
        try (DtlsAssociation client = new DtlsEndpoint(identity, limits, new SecureRandom())
                .associate(
                        DtlsRole.CLIENT,
                        Set.of(identity.fingerprint()),
                        (datagram, to) -> {
                            byte[] bytes = new byte[datagram.remaining()];
                            datagram.get(bytes);
                            hello.complete(HexFormat.of().formatHex(bytes));
                        },
                        new Unheard())) {
            client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
            // use_srtp (14), its length, that of four profiles (RFC 5764, 4.1.1)
            assertThat(hello.get(20, TimeUnit.SECONDS)).contains("000e" + "000b" + "0008" + "0008" + "0007");
        }
    }

    /** Nobody answers that handshake. */
    private static final class Unheard implements DtlsListener {
        @Override
        public void keyed(DtlsKeys keys) {
            throw new IllegalStateException("keys of nobody");
        }

        @Override
        public void failed(DtlsFailure reason) {}
    }
}
