package org.callvault.srtp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import org.callvault.rtp.RtpPacket;

/** Datagrams of strangers, as RTP, SRTP and SRTCP; what is sent protected comes back plain. */
class SrtpFuzzTest {
    private static final int MARGIN = 7;
    private static final int LONGEST_TRAILER = 32;

    @FuzzTest
    void aDatagramIsReadWithinItsBounds(byte[] datagram) {
        byte[] buffer = new byte[datagram.length + 2 * MARGIN];
        System.arraycopy(datagram, 0, buffer, MARGIN, datagram.length);
        RtpPacket packet = new RtpPacket();
        if (packet.wrap(buffer, MARGIN, datagram.length)) {
            assertThat(packet.headerLength()).isBetween(RtpPacket.FIXED_HEADER, datagram.length);
            assertThat(packet.payloadLength()).isBetween(0, datagram.length - packet.headerLength());
            assertThat(packet.sequenceNumber()).isBetween(0, 65_535);
            assertThat(packet.timestamp()).isBetween(0L, 0xffff_ffffL);
        }
    }

    @FuzzTest
    void aForgedDatagramIsRefusedAndLeftAsItIs(byte[] datagram) {
        for (SrtpSuite suite : SrtpSuite.values()) {
            try (SrtpMasterKey key = SrtpMasterKey.of(suite, new byte[suite.keyAndSaltLength()]);
                    SrtpReceiver receiver = new SrtpReceiver(key)) {
                byte[] copy = datagram.clone();
                Unprotected rtp = receiver.unprotect(copy, 0, copy.length);
                Unprotected rtcp = receiver.unprotectRtcp(copy, 0, copy.length);
                if (rtp != Unprotected.OK && rtcp != Unprotected.OK) {
                    assertThat(copy).isEqualTo(datagram);
                }
            }
        }
    }

    @FuzzTest
    void whatIsProtectedComesBack(byte[] datagram) {
        if (!new RtpPacket().wrap(datagram, 0, datagram.length)) {
            return;
        }
        for (SrtpSuite suite : SrtpSuite.values()) {
            try (SrtpMasterKey key = SrtpMasterKey.of(suite, new byte[suite.keyAndSaltLength()]);
                    SrtpSender sender = new SrtpSender(key);
                    SrtpReceiver receiver = new SrtpReceiver(key)) {
                byte[] buffer = Arrays.copyOf(datagram, datagram.length + LONGEST_TRAILER);
                int length = sender.protect(buffer, 0, datagram.length);
                assertThat(receiver.unprotect(buffer, 0, length)).isEqualTo(Unprotected.OK);
                assertThat(receiver.plainLength()).isEqualTo(datagram.length);
                assertThat(Arrays.copyOf(buffer, datagram.length)).isEqualTo(datagram);
                assertThat(receiver.unprotect(buffer, 0, length)).isNotEqualTo(Unprotected.OK);
            }
        }
    }
}
