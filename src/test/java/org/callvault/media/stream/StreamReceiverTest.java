package org.callvault.media.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.callvault.rtp.RtpPacket;
import org.callvault.rtp.rtcp.Bye;
import org.callvault.rtp.rtcp.ReceiverReport;
import org.callvault.rtp.rtcp.RtcpCompound;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.SrtpSender;
import org.callvault.srtp.SrtpSuite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamReceiverTest {
    private static final InetSocketAddress SRC = new InetSocketAddress("192.0.2.1", 4000);
    private static final InetSocketAddress STRANGER = new InetSocketAddress("198.51.100.1", 4000);

    private static final RemoteSide UNKNOWN = new RemoteSide(false, null);

    private final StreamAccounting accounting = new StreamAccounting();

    private static byte[] rtp(int ssrc, int sequence) {
        byte[] packet = new byte[172];
        RtpPacket.writeHeader(packet, 0, 0, false, sequence, sequence * 160L, ssrc);
        return packet;
    }

    private static byte[] protect(SrtpSender sender, byte[] plain) {
        byte[] room = Arrays.copyOf(plain, plain.length + 16);
        return Arrays.copyOf(room, sender.protect(room, 0, plain.length));
    }

    private static SrtpMasterKey key() {
        return SrtpMasterKey.generate(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new SecureRandom());
    }

    private StreamReceiver plain() {
        return new StreamReceiver(accounting, null, true, UNKNOWN);
    }

    private static Outcome take(StreamReceiver receiver, byte[] datagram, InetSocketAddress source, long nowNanos) {
        return receiver.receive(datagram, 0, datagram.length, source, 1_000_000, nowNanos);
    }

    @Test
    void whatSharesThePortButIsNoRtpIsTold() {
        StreamReceiver receiver = plain();
        assertThat(take(receiver, new byte[] {0, 1, 0, 0}, SRC, 0)).isEqualTo(Outcome.NOT_RTP);
        assertThat(take(receiver, new byte[] {22, 1, 0, 0}, SRC, 0)).isEqualTo(Outcome.NOT_RTP);
        assertThat(take(receiver, new byte[0], SRC, 0)).isEqualTo(Outcome.NOT_RTP);
        assertThat(accounting.rejected()).containsOnly(Map.entry("not_rtp", 3L));
    }

    @Test
    void truncatedRtpAndRtcpAreMalformed() {
        StreamReceiver receiver = plain();
        assertThat(take(receiver, new byte[] {(byte) 0x80, 0, 0}, SRC, 0)).isEqualTo(Outcome.MALFORMED);
        assertThat(take(receiver, new byte[] {(byte) 0x80, (byte) 200, 0, 6, 1, 2, 3, 4}, SRC, 0))
                .isEqualTo(Outcome.MALFORMED);
        assertThat(take(receiver, new byte[] {(byte) 0x80, (byte) 201, 0, 1, 1, 2, 3, 4}, SRC, 0))
                .isEqualTo(Outcome.RTCP);
    }

    @Test
    void malformedPacketsLatchNoSource() {
        StreamReceiver receiver = plain();
        assertThat(take(receiver, new byte[] {(byte) 0x80, 0, 0}, STRANGER, 0)).isEqualTo(Outcome.MALFORMED);
        assertThat(take(receiver, rtp(1, 1), SRC, 0)).isEqualTo(Outcome.RTP);
        assertThat(take(receiver, rtp(1, 2), STRANGER, 0)).isEqualTo(Outcome.WRONG_SOURCE);
    }

    @Test
    void anotherSourceTakesOverWhenTheFirstIsSilent() {
        StreamReceiver receiver = plain();
        long silence = SourceLatch.SILENCE.toNanos();
        assertThat(take(receiver, rtp(1, 1), SRC, 0)).isEqualTo(Outcome.RTP);
        assertThat(take(receiver, rtp(1, 2), STRANGER, silence)).isEqualTo(Outcome.WRONG_SOURCE);
        assertThat(take(receiver, rtp(1, 2), STRANGER, silence + 1)).isEqualTo(Outcome.RTP);
    }

    @Test
    void theAnnouncedAddressTakesOverAtOnce() {
        StreamReceiver receiver = new StreamReceiver(accounting, null, true, new RemoteSide(false, SRC));
        assertThat(take(receiver, rtp(1, 1), STRANGER, 0)).isEqualTo(Outcome.RTP);
        assertThat(take(receiver, rtp(1, 2), SRC, 1)).isEqualTo(Outcome.RTP);
        assertThat(take(receiver, rtp(1, 3), STRANGER, 2)).isEqualTo(Outcome.WRONG_SOURCE);
    }

    @Test
    void thereIsRoomForAFewSourcesAndSilentOnesMakePlace() {
        StreamReceiver receiver = plain();
        for (int ssrc = 0; ssrc < Sources.MOST; ssrc++) {
            assertThat(take(receiver, rtp(ssrc, 1), SRC, 0)).isEqualTo(Outcome.RTP);
        }
        assertThat(take(receiver, rtp(100, 1), SRC, 1)).isEqualTo(Outcome.TOO_MANY_SOURCES);
        assertThat(take(receiver, rtp(100, 1), SRC, Sources.SILENCE.toNanos() + 1))
                .isEqualTo(Outcome.RTP);
    }

    @Test
    void theOldKeyEndsAFewSecondsAfterTheNewOneIsUsed() {
        SrtpMasterKey before = key();
        SrtpMasterKey after = key();
        SrtpSender old = new SrtpSender(before);
        SrtpSender fresh = new SrtpSender(after);
        StreamReceiver receiver = new StreamReceiver(accounting, new SrtpReceiver(before), true, UNKNOWN);
        assertThat(take(receiver, protect(old, rtp(1, 1)), SRC, 0)).isEqualTo(Outcome.RTP);
        receiver.rekey(new SrtpReceiver(after), 0);
        long used = SrtpKeys.OVERLAP.toNanos() * 3;

        assertThat(take(receiver, protect(old, rtp(1, 2)), SRC, used)).isEqualTo(Outcome.RTP);
        assertThat(take(receiver, protect(fresh, rtp(1, 4)), SRC, used)).isEqualTo(Outcome.RTP);
        assertThat(take(receiver, protect(old, rtp(1, 3)), SRC, used + 1)).isEqualTo(Outcome.RTP);
        assertThat(take(receiver, protect(old, rtp(1, 5)), SRC, used + SrtpKeys.OVERLAP.toNanos() + 1))
                .isEqualTo(Outcome.AUTHENTICATION_FAILED);
    }

    @ParameterizedTest
    @EnumSource(names = {"AES_CM_128_HMAC_SHA1_32", "AEAD_AES_256_GCM"})
    void whatCameTooEarlyForItsKeyIsReceivedAgainWithIt(SrtpSuite suite) {
        SrtpMasterKey before = SrtpMasterKey.generate(suite, new SecureRandom());
        SrtpMasterKey after = SrtpMasterKey.generate(suite, new SecureRandom());
        SrtpSender fresh = new SrtpSender(after);
        StreamReceiver receiver = new StreamReceiver(accounting, new SrtpReceiver(before), true, UNKNOWN);
        for (int sequence = 1; sequence <= HeldPackets.MOST + 1; sequence++) {
            assertThat(take(receiver, protect(fresh, rtp(1, sequence)), SRC, sequence))
                    .isEqualTo(Outcome.AUTHENTICATION_FAILED);
        }
        receiver.rekey(new SrtpReceiver(after), 100);
        List<Undeciphered> again = receiver.undeciphered(100);
        assertThat(accounting.rejected()).containsOnly(Map.entry("authentication_failed", 1L));
        assertThat(again).hasSize(HeldPackets.MOST).allSatisfy(packet -> {
            assertThat(take(receiver, packet.datagram(), SRC, 100)).isEqualTo(Outcome.RTP);
            assertThat(packet.source()).isEqualTo(SRC);
        });
        assertThat(receiver.undeciphered(100)).isEmpty();
    }

    @Test
    void whatFailedLongAgoIsRejectedForGood() {
        StreamReceiver receiver = new StreamReceiver(accounting, new SrtpReceiver(key()), true, UNKNOWN);
        take(receiver, protect(new SrtpSender(key()), rtp(1, 1)), SRC, 0);
        assertThat(receiver.undeciphered(2_000_000_001L)).isEmpty();
        assertThat(accounting.rejected()).containsOnly(Map.entry("authentication_failed", 1L));
    }

    @Test
    void anAuthenticPacketMayComeFromAnywhere() {
        SrtpMasterKey key = key();
        SrtpSender sender = new SrtpSender(key);
        StreamReceiver receiver = new StreamReceiver(accounting, new SrtpReceiver(key), true, UNKNOWN);
        assertThat(take(receiver, protect(sender, rtp(1, 1)), SRC, 0)).isEqualTo(Outcome.RTP);
        assertThat(take(receiver, protect(sender, rtp(1, 2)), STRANGER, 0)).isEqualTo(Outcome.RTP);
        assertThat(take(receiver, rtp(1, 3), SRC, 0)).isEqualTo(Outcome.AUTHENTICATION_FAILED);
    }

    @Test
    void aStreamOnHoldStillReadsRtcp() {
        StreamReceiver receiver = new StreamReceiver(accounting, null, false, UNKNOWN);
        assertThat(take(receiver, rtp(1, 1), SRC, 0)).isEqualTo(Outcome.PAUSED);
        assertThat(take(receiver, new byte[] {(byte) 0x80, (byte) 201, 0, 1, 1, 2, 3, 4}, SRC, 0))
                .isEqualTo(Outcome.RTCP);
        assertThat(accounting.lastPacketMicros()).isEqualTo(1_000_000);
    }

    private static byte[] bye(int ssrc) {
        RtcpCompound compound = RtcpCompound.of(new ReceiverReport(ssrc, List.of()), new Bye(List.of(ssrc)));
        byte[] bytes = new byte[compound.length()];
        compound.write(bytes, 0);
        return bytes;
    }

    @Test
    void afterByeAnotherSourceIsTakenAtOnce() {
        StreamReceiver receiver = plain();
        for (int ssrc = 0; ssrc < Sources.MOST; ssrc++) {
            assertThat(take(receiver, rtp(ssrc, 1), SRC, 0)).isEqualTo(Outcome.RTP);
        }
        assertThat(take(receiver, bye(3), SRC, 1)).isEqualTo(Outcome.RTCP);
        assertThat(take(receiver, rtp(100, 1), SRC, 1)).isEqualTo(Outcome.RTP);
        assertThat(take(receiver, rtp(101, 1), SRC, 1)).isEqualTo(Outcome.TOO_MANY_SOURCES);
        assertThat(take(receiver, bye(100), SRC, 2)).isEqualTo(Outcome.RTCP);
        assertThat(take(receiver, rtp(101, 1), STRANGER, 2))
                .as("from anywhere: the last source has ended")
                .isEqualTo(Outcome.RTP);
    }

    @Test
    void aStrangersByeMakesNoRoomForItself() {
        StreamReceiver receiver = plain();
        assertThat(take(receiver, rtp(1, 1), SRC, 0)).isEqualTo(Outcome.RTP);
        assertThat(take(receiver, bye(1), STRANGER, 0)).isEqualTo(Outcome.RTCP);
        assertThat(take(receiver, rtp(2, 1), STRANGER, 0)).isEqualTo(Outcome.WRONG_SOURCE);
    }

    @Test
    void packetsThatAByeOvertookStillCount() {
        StreamReceiver receiver = plain();
        assertThat(take(receiver, rtp(1, 1), SRC, 0)).isEqualTo(Outcome.RTP);
        assertThat(take(receiver, bye(1), SRC, 0)).isEqualTo(Outcome.RTCP);
        assertThat(take(receiver, rtp(1, 2), SRC, 0)).isEqualTo(Outcome.RTP);
        assertThat(accounting.lost()).isZero();
    }
}
