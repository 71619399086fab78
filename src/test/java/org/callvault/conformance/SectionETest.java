package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.conformance.SrtpPackets.altered;
import static org.callvault.conformance.SrtpPackets.report;
import static org.callvault.conformance.SrtpPackets.rtp;
import static org.callvault.conformance.SrtpPackets.sent;
import static org.callvault.conformance.SrtpPackets.sentControl;
import static org.callvault.conformance.SrtpPackets.taken;
import static org.callvault.conformance.SrtpPackets.takenControl;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import org.callvault.media.stream.RemoteSide;
import org.callvault.media.stream.StreamAccounting;
import org.callvault.media.stream.StreamReceiver;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.SrtpSender;
import org.callvault.srtp.SrtpSuite;
import org.callvault.srtp.Unprotected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3711: what is sent is held against {@link TextbookSrtp}, and what that sends is received. */
@ExtendWith(ConformanceReport.class)
class SectionETest {
    private static final SocketAddress SOURCE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
    private static final long TURN = 0x10000;

    /** Master key and salt of appendix B.3, and what it derives from them with the labels 0, 1 and 2. */
    private static final SrtpMasterKey APPENDIX_B = SrtpMasterKey.of(
            SrtpSuite.AES_CM_128_HMAC_SHA1_80,
            HexFormat.of().parseHex("e1f97a0d3e018be0d64fa32c06de41390ec675ad498afeebb6960b3aabe6"));

    private static final String CIPHER_KEY = "c61e7a93744f39ee10734afe3ff7a087";
    private static final String AUTH_KEY = "cebe321f6ff7716b6fd4ab49af256a156d38baa4";
    private static final String SALT = "30cbbc08863d8c85d49db34a9ae1";

    private final SrtpMasterKey key = SrtpPackets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
    private final TextbookSrtp sender = TextbookSrtp.rtp(key);
    private final TextbookSrtp controlSender = TextbookSrtp.rtcp(key);
    private final SrtpReceiver receiver = new SrtpReceiver(key);

    private Unprotected take(long index) {
        return taken(receiver, sender.rtp(rtp(index), index));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "65535 65536",
                "65535 65536 65534 65537",
                "1 32769 65536 65530 98303 131070 131072 131071",
                "40000 72767 72766"
            })
    @Statement(
            section = "E",
            number = 1,
            source = "RFC 3711, 3.3.1",
            text =
                    "The index of a packet is the one nearest to the highest so far, in the turn before, this or the next")
    void theIndexIsTheNearestToTheHighestSoFar(String indices) {
        for (String index : indices.split(" ", -1)) {
            assertThat(take(Long.parseLong(index))).isEqualTo(Unprotected.OK);
            assertThat(receiver.packetIndex()).isEqualTo(Long.parseLong(index));
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 32_767, 32_768, 65_535})
    @Statement(
            section = "E",
            number = 1,
            source = "RFC 3711, 3.3.1",
            text = "Counting begins at the first sequence number seen, whatever it is, with a rollover counter of 0")
    void countingBeginsAtTheFirstSequenceNumber(long first) {
        for (long index = first; index < first + 3; index++) {
            assertThat(take(index)).isEqualTo(Unprotected.OK);
            assertThat(receiver.packetIndex()).isEqualTo(index);
        }
    }

    @ParameterizedTest
    @EnumSource
    @Statement(
            section = "E",
            number = 2,
            source = "RFC 3711, 3.3",
            text =
                    "A packet that is not authentic changes nothing: not the rollover counter, not the replay list, not its own bytes")
    void whatIsNotAuthenticChangesNothing(SrtpSuite suite) {
        SrtpMasterKey ofSuite = SrtpPackets.key(suite);
        TextbookSrtp authentic = TextbookSrtp.rtp(ofSuite);
        SrtpReceiver hearing = new SrtpReceiver(ofSuite);
        assertThat(taken(hearing, authentic.rtp(rtp(65_000), 65_000))).isEqualTo(Unprotected.OK);

        byte[] ahead = authentic.rtp(rtp(65_736), 65_736);
        byte[] forged = altered(ahead, 8 * 100);
        byte[] received = forged.clone();
        assertThat(hearing.unprotect(received, 0, received.length)).isEqualTo(Unprotected.AUTHENTICATION_FAILED);
        assertThat(received).isEqualTo(forged);

        assertThat(taken(hearing, authentic.rtp(rtp(65_001), 65_001))).isEqualTo(Unprotected.OK);
        assertThat(hearing.packetIndex()).isEqualTo(65_001);
        assertThat(taken(hearing, ahead)).isEqualTo(Unprotected.OK);
        assertThat(hearing.packetIndex()).isEqualTo(65_736);
    }

    @Test
    @Statement(
            section = "E",
            number = 2,
            source = "RFC 3711, 3.3 and 3.4",
            text = "The replay list is looked at before the tag: an index that was seen is refused unread")
    void theReplayListIsLookedAtFirst() {
        assertThat(take(100)).isEqualTo(Unprotected.OK);
        assertThat(taken(receiver, altered(sender.rtp(rtp(100), 100), 8 * 100))).isEqualTo(Unprotected.REPLAYED);

        byte[] report = controlSender.rtcp(report(), 7, true);
        assertThat(takenControl(receiver, report)).isEqualTo(Unprotected.OK);
        assertThat(takenControl(receiver, altered(report, 8 * 10))).isEqualTo(Unprotected.REPLAYED);
    }

    @Test
    @Statement(
            section = "E",
            number = 3,
            source = "RFC 3711, 3.3.2",
            text = "The replay list of SRTP and that of SRTCP reach back 64 packets at least: each is taken once")
    void theReplayListReachesBack64Packets() {
        assertThat(take(1000)).isEqualTo(Unprotected.OK);
        assertThat(takenControl(receiver, controlSender.rtcp(report(), 1000, true)))
                .isEqualTo(Unprotected.OK);
        for (int index = 999; index > 1000 - 64; index--) {
            byte[] control = controlSender.rtcp(report(), index, true);
            assertThat(take(index)).isEqualTo(Unprotected.OK);
            assertThat(take(index)).isEqualTo(Unprotected.REPLAYED);
            assertThat(takenControl(receiver, control)).isEqualTo(Unprotected.OK);
            assertThat(takenControl(receiver, control)).isEqualTo(Unprotected.REPLAYED);
        }
    }

    @Test
    @Statement(
            section = "E",
            number = 3,
            source = "RFC 3711, 3.3",
            text = "Replays and failures of authentication are told, counted by reason")
    void replaysAndFailuresAreCountedByReason() {
        StreamAccounting accounting = new StreamAccounting();
        byte[] packet = sender.rtp(rtp(1), 1);
        try (StreamReceiver stream = new StreamReceiver(accounting, receiver, true, new RemoteSide(false, null))) {
            for (byte[] datagram : new byte[][] {
                packet.clone(), packet.clone(), altered(sender.rtp(rtp(2), 2), 500), altered(packet, 8 * 8)
            }) {
                stream.receive(datagram, 0, datagram.length, SOURCE, 0, 0);
            }
        }
        assertThat(accounting.rejected())
                .containsOnly(Map.entry("replayed", 1L), Map.entry("authentication_failed", 2L));
    }

    @Test
    @Statement(
            section = "E",
            number = 4,
            source = "RFC 3711, 3.3.1",
            text = "A new key goes on with the rollover counter, in receiving and in sending")
    void aNewKeyGoesOnWithTheRolloverCounter() {
        SrtpSender ours = new SrtpSender(key);
        // Further than counters are searched that nobody told.
        long last = 0;
        for (; last < 300 * TURN; last += TURN / 2 - 1) {
            assertThat(sent(ours, rtp(last))).isEqualTo(sender.rtp(rtp(last), last));
            assertThat(take(last)).isEqualTo(Unprotected.OK);
        }
        SrtpMasterKey next = SrtpPackets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        SrtpReceiver receivingNext = new SrtpReceiver(next);
        receivingNext.continueAfter(receiver);
        SrtpSender oursNext = new SrtpSender(next);
        oursNext.continueAfter(ours);
        byte[] expected = TextbookSrtp.rtp(next).rtp(rtp(last), last);
        assertThat(taken(receivingNext, expected)).isEqualTo(Unprotected.OK);
        assertThat(receivingNext.packetIndex()).isEqualTo(last);
        assertThat(sent(oursNext, rtp(last))).isEqualTo(expected);
    }

    @Test
    @Statement(
            section = "E",
            number = 4,
            source = "RFC 3711, 3.4",
            text = "The SRTCP index begins at 0, has 31 bits, and goes on under a new key")
    void theSrtcpIndexGoesOnUnderANewKey() {
        SrtpSender ours = new SrtpSender(key);
        for (int index = 0; index < 3; index++) {
            assertThat(sentControl(ours, report())).isEqualTo(controlSender.rtcp(report(), index, true));
        }
        SrtpMasterKey next = SrtpPackets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        SrtpSender oursNext = new SrtpSender(next);
        oursNext.continueAfter(ours);
        assertThat(sentControl(oursNext, report()))
                .isEqualTo(TextbookSrtp.rtcp(next).rtcp(report(), 3, true));
        assertThat(takenControl(receiver, controlSender.rtcp(report(), 0x7fff_ffff, true)))
                .isEqualTo(Unprotected.OK);
    }

    @Test
    @Statement(
            section = "E",
            number = 5,
            source = "RFC 3711, 4.3.2 and B.3",
            text = "Keys of SRTP are derived with the labels 0, 1 and 2: cipher, authentication, salt")
    void theKeysOfSrtpHaveTheLabelsZeroToTwo() {
        TextbookSrtp published = TextbookSrtp.ofSessionKeys(CIPHER_KEY, AUTH_KEY, SALT);
        assertThat(sent(new SrtpSender(APPENDIX_B), rtp(1))).isEqualTo(published.rtp(rtp(1), 1));
    }

    @Test
    @Statement(
            section = "E",
            number = 5,
            source = "RFC 3711, 4.3.2",
            text = "Keys of SRTCP are derived with the labels 3, 4 and 5")
    void theKeysOfSrtcpHaveTheLabelsThreeToFive() {
        HexFormat hex = HexFormat.of();
        assertThat(hex.formatHex(TextbookSrtp.sessionKey(APPENDIX_B, 0, 16))).isEqualTo(CIPHER_KEY);
        assertThat(hex.formatHex(TextbookSrtp.sessionKey(APPENDIX_B, 1, 20))).isEqualTo(AUTH_KEY);
        assertThat(hex.formatHex(TextbookSrtp.sessionKey(APPENDIX_B, 2, 14))).isEqualTo(SALT);
        // Of these labels nothing is published: the derivation is that of the three that are.
        assertThat(sentControl(new SrtpSender(APPENDIX_B), report()))
                .isEqualTo(TextbookSrtp.rtcp(APPENDIX_B).rtcp(report(), 0, true));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Statement(
            section = "E",
            number = 6,
            source = "RFC 3711, 3.4",
            text = "SRTCP is always authenticated, header and index too, whether it is encrypted or not")
    void srtcpIsAlwaysAuthenticated(boolean encrypted) {
        byte[] report = controlSender.rtcp(report(), 5, encrypted);
        for (int bit = 0; bit < 8 * report.length; bit++) {
            assertThat(takenControl(receiver, altered(report, bit))).isNotEqualTo(Unprotected.OK);
        }
        assertThat(receiver.unprotectRtcp(report, 0, report.length)).isEqualTo(Unprotected.OK);
        assertThat(Arrays.copyOf(report, receiver.plainLength())).isEqualTo(report());
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_ANY, names = ".*_HMAC_SHA1_32")
    @Statement(
            section = "E",
            number = 6,
            source = "RFC 4568, 6.2",
            text = "Suites whose SRTP has a tag of 32 bits have one of 80 bits in SRTCP")
    void suitesOfShortTagsHaveLongOnesInSrtcp(SrtpSuite suite) {
        SrtpMasterKey ofSuite = SrtpPackets.key(suite);
        assertThat(sent(new SrtpSender(ofSuite), rtp(1))).hasSize(rtp(1).length + 4);
        assertThat(sentControl(new SrtpSender(ofSuite), report())).hasSize(report().length + 4 + 10);
    }

    @Test
    @Statement(
            section = "E",
            number = 7,
            source = "RFC 3711, B.2",
            text =
                    "The keystream is that of the test vector, and packets are encrypted and authenticated with it to the bit")
    void packetsAreThoseOfTheTestVectors() {
        byte[] nothing = new byte[12 + 48];
        byte[] keystream = TextbookSrtp.ofSessionKeys(
                        "2b7e151628aed2a6abf7158809cf4f3c", AUTH_KEY, "f0f1f2f3f4f5f6f7f8f9fafbfcfd")
                .rtp(nothing, 0);
        assertThat(HexFormat.of().formatHex(keystream, 12, nothing.length))
                .isEqualTo(
                        "e03ead0935c95e80e166b16dd92b4eb4d23513162b02d0f72a43a2fe4a5f97ab41e95b3bb0a2e8dd477901e4fca894c0");
        for (int length = 12; length <= 172; length++) {
            byte[] plain = Arrays.copyOf(rtp(length), length);
            byte[] wire = sender.rtp(plain, length);
            assertThat(sent(new SrtpSender(key), plain)).isEqualTo(wire);
            assertThat(receiver.unprotect(wire, 0, wire.length)).isEqualTo(Unprotected.OK);
            assertThat(Arrays.copyOf(wire, receiver.plainLength())).isEqualTo(plain);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 50, 5_000, 32_000})
    @Statement(
            section = "E",
            number = 7,
            source = "RFC 3711, 3.3.1",
            text =
                    "Nothing that arrives around the turn of the sequence numbers is lost to reordering or to a burst of loss")
    void theTurnOfTheSequenceNumbersLosesNothing(int burst) {
        for (long at : new long[] {TURN - 3, TURN - 4, TURN - 1, TURN - 2, TURN, TURN + 2, TURN + 1}) {
            long index = at < TURN ? at : at + burst;
            assertThat(take(index)).isEqualTo(Unprotected.OK);
            assertThat(receiver.packetIndex()).isEqualTo(index);
        }
    }

    @Test
    @Statement(
            section = "E",
            number = 7,
            source = "RFC 3711, 3.3.1",
            text = "A stream whose first two packets arrive in the wrong order around the turn is heard with both")
    void theFirstPacketsMayBeReorderedAroundTheTurn() {
        assertThat(take(TURN)).isEqualTo(Unprotected.OK);
        assertThat(receiver.packetIndex()).isEqualTo(TURN);
        assertThat(take(TURN - 1)).isEqualTo(Unprotected.OK);
        assertThat(receiver.packetIndex()).isEqualTo(TURN - 1);
    }
}
