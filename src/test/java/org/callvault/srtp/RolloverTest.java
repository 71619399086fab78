package org.callvault.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.callvault.rtp.RtpPacket;
import org.callvault.srtp.transform.Words;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rollover counters that nobody told, or that another receiver knew (RFC 3711, section 3.3.1). */
class RolloverTest {
    private static final int SSRC = 0x12345678;
    private static final int PLAIN = 60;
    private static final long TURN = 0x10000;

    private final SrtpMasterKey key = key(SrtpSuite.AES_CM_128_HMAC_SHA1_80);

    @ParameterizedTest
    @EnumSource
    void aStreamIsHeardFromItsMiddle(SrtpSuite suite) {
        SrtpMasterKey ofSuite = key(suite);
        SrtpReceiver receiver = new SrtpReceiver(ofSuite);
        assertThat(receive(receiver, protect(ofSuite, 5 * TURN + 77))).isEqualTo(Unprotected.OK);
        assertThat(receiver.packetIndex()).isEqualTo(5 * TURN + 77);
        assertThat(receive(receiver, protect(ofSuite, 5 * TURN + 78))).isEqualTo(Unprotected.OK);
        assertThat(receive(receiver, protect(ofSuite, 5 * TURN + 77))).isEqualTo(Unprotected.REPLAYED);
    }

    @ParameterizedTest
    @ValueSource(longs = {40_000, 65_536, 100_000, 6_000_000})
    void aStreamThatWasAwayIsFoundAgainWithinASecondOfItsPackets(long away) {
        SrtpReceiver receiver = new SrtpReceiver(key);
        long last = 3 * TURN + 1_000;
        receive(receiver, protect(key, last));
        long taken = IntStream.range(0, 100)
                .filter(i -> receive(receiver, protect(key, last + away + i)) == Unprotected.OK)
                .count();
        assertThat(taken).isGreaterThanOrEqualTo(100 - RolloverSearch.EACH);
        assertThat(receiver.packetIndex()).isEqualTo(last + away + 99);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aNewKeyGoesOnWithTheCounterOrFromTheStart(boolean kept) {
        SrtpReceiver before = new SrtpReceiver(key);
        receive(before, protect(key, 2 * TURN + 50_000));
        SrtpMasterKey next = key(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        SrtpReceiver after = new SrtpReceiver(next);
        after.continueAfter(before);
        long index = (kept ? 2 * TURN : 0) + 50_001;
        assertThat(receive(after, protect(next, index))).isEqualTo(Unprotected.OK);
        assertThat(after.packetIndex()).isEqualTo(index);
        assertThat(receive(after, protect(next, index + 1))).isEqualTo(Unprotected.OK);
    }

    @Test
    void aSenderCountsOnUnderANewKey() {
        SrtpSender before = new SrtpSender(key);
        before.protect(room(65_535), 0, PLAIN);
        before.protect(room(0), 0, PLAIN);
        SrtpMasterKey next = key(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        SrtpSender after = new SrtpSender(next);
        after.continueAfter(before);
        byte[] wire = room(1);
        int length = after.protect(wire, 0, PLAIN);
        assertThat(Arrays.copyOf(wire, length)).isEqualTo(protect(next, TURN + 1));
    }

    @Test
    void whatWasSentBeforeIsNeverTakenForWhatIsFound() {
        SrtpReceiver receiver = new SrtpReceiver(key);
        byte[] recorded = protect(key, 60_000);
        assertThat(receive(receiver, recorded.clone())).isEqualTo(Unprotected.OK);
        assertThat(receive(receiver, protect(key, 3 * TURN))).isEqualTo(Unprotected.AUTHENTICATION_FAILED);
        for (int i = 0; i < RolloverSearch.EACH; i++) {
            receive(receiver, protect(key, 3 * TURN + i));
        }
        assertThat(receiver.packetIndex()).isGreaterThan(3 * TURN);
        for (int i = 0; i < 5 * RolloverSearch.EACH; i++) {
            assertThat(receive(receiver, recorded.clone())).isNotEqualTo(Unprotected.OK);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherReceiverGoesOnInThePlaceOfOne(SrtpSuite suite) {
        SrtpMasterKey ofSuite = key(suite);
        SrtpReceiver here = new SrtpReceiver(ofSuite);
        for (long index = 7 * TURN - 200; index < 7 * TURN + 10; index += index % 3 == 0 ? 2 : 1) {
            receive(here, protect(ofSuite, index));
        }
        byte[] report = report(ofSuite);
        assertThat(here.unprotectRtcp(report.clone(), 0, report.length)).isEqualTo(Unprotected.OK);
        SrtpReceiver there;
        try (SrtpState state = here.state()) {
            here.close();
            there = new SrtpReceiver(state);
        }
        assertThat(there.unprotectRtcp(report, 0, report.length)).isEqualTo(Unprotected.REPLAYED);
        SrtpReceiver reference = new SrtpReceiver(ofSuite);
        for (long index = 7 * TURN - 200; index < 7 * TURN + 10; index += index % 3 == 0 ? 2 : 1) {
            receive(reference, protect(ofSuite, index));
        }
        for (long index = 7 * TURN + 200; index > 7 * TURN - 200; index--) {
            assertThat(receive(there, protect(ofSuite, index)))
                    .as("packet %s", index)
                    .isEqualTo(receive(reference, protect(ofSuite, index)));
        }
    }

    @Test
    void stateIsNeverPrinted() {
        SrtpReceiver receiver = new SrtpReceiver(key);
        receive(receiver, protect(key, 1));
        assertThat(receiver.state()).hasToString("SrtpState[AES_CM_128_HMAC_SHA1_80, 1 sources, redacted]");
    }

    @Test
    void forgedPacketsAreSeldomSearched() {
        RolloverSearch search = new RolloverSearch();
        assertThat(IntStream.range(0, 10_000).filter(i -> search.isDueAfterFailure(false)))
                .hasSize(RolloverSearch.AT_ONCE + RolloverSearch.PATIENCE + 10_000 / RolloverSearch.SELDOM);
        search.succeeded();
        assertThat(IntStream.range(0, RolloverSearch.EACH - 1).filter(i -> search.isDueAfterFailure(true)))
                .isEmpty();
    }

    private static Unprotected receive(SrtpReceiver receiver, byte[] wire) {
        return receiver.unprotect(wire, 0, wire.length);
    }

    /** As a sender does that has come to this index; what it sealed before doesn't matter for that. */
    private static byte[] protect(SrtpMasterKey key, long index) {
        byte[] wire = room((int) index);
        try (SessionKeys keys = new SessionKeys(key.copy(), KeyDerivation.RTP_CIPHER, 0)) {
            int length = keys.at(index).sealRtp(wire, 0, PLAIN, new byte[0], RtpPacket.FIXED_HEADER, SSRC, index);
            return Arrays.copyOf(wire, length);
        }
    }

    private static byte[] report(SrtpMasterKey key) {
        byte[] wire = new byte[8 + 4 + 16];
        wire[0] = (byte) 0x80;
        wire[1] = (byte) 201;
        wire[3] = 1;
        Words.write(wire, 4, SSRC);
        int length = new SrtpSender(key).protectRtcp(wire, 0, 8);
        return Arrays.copyOf(wire, length);
    }

    private static byte[] room(int sequence) {
        byte[] packet = new byte[PLAIN + 16];
        RtpPacket.writeHeader(packet, 0, 0, false, sequence & 0xffff, 160L * (sequence & 0xffff), SSRC);
        return packet;
    }

    private static SrtpMasterKey key(SrtpSuite suite) {
        return SrtpMasterKey.generate(suite, new SecureRandom());
    }
}
