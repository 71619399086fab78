package org.callvault.media.stream;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.random.RandomGenerator;
import org.callvault.rtp.RtpPacket;
import org.callvault.rtp.rtcp.Bye;
import org.callvault.rtp.rtcp.ReceiverReport;
import org.callvault.rtp.rtcp.RtcpCompound;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpReceiver;
import org.callvault.srtp.SrtpSender;
import org.callvault.srtp.SrtpSuite;
import org.callvault.srtp.Unprotected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StreamReporterTest {
    private static final InetSocketAddress SRC = new InetSocketAddress("192.0.2.1", 4000);
    private static final RemoteSide DESCRIBED = new RemoteSide(false, SRC);
    private static final int INDEX_MASK = 0x7fff_ffff;

    private final StreamReceiver receiver = new StreamReceiver(new StreamAccounting(), null, true, DESCRIBED);
    private final byte[] buffer = new byte[StreamReporter.LONGEST];

    /** Gives these numbers, one after the other. */
    private static RandomGenerator numbers(Integer... numbers) {
        Queue<Integer> left = new ArrayDeque<>(List.of(numbers));
        return () -> (long) left.remove() << 32;
    }

    private void hear(int ssrc, int sequence) {
        byte[] packet = new byte[172];
        RtpPacket.writeHeader(packet, 0, 0, false, sequence, 160L * sequence, ssrc);
        assertThat(receiver.receive(packet, 0, packet.length, SRC, 1_000, 0)).isEqualTo(Outcome.RTP);
    }

    private static SrtpMasterKey key(SrtpSuite suite) {
        return SrtpMasterKey.generate(suite, new SecureRandom());
    }

    private RtcpCompound written(int length) {
        return (RtcpCompound) RtcpCompound.parse(buffer, 0, length);
    }

    private static int ssrcOf(RtcpCompound compound) {
        return compound.all(ReceiverReport.class).findFirst().orElseThrow().ssrc();
    }

    @Test
    void anIdentifierThatTheSrcUsesTooIsGivenUp() {
        StreamReporter reporter = new StreamReporter(receiver, "us", null, numbers(7, 9));
        assertThat(ssrcOf(written(reporter.write(buffer, 0)))).isEqualTo(7);
        hear(7, 1);
        RtcpCompound farewell = written(reporter.write(buffer, 0));
        assertThat(farewell.all(Bye.class)).containsExactly(new Bye(List.of(7)));
        RtcpCompound next = written(reporter.write(buffer, 0));
        assertThat(ssrcOf(next)).isEqualTo(9);
        assertThat(next.all(Bye.class)).isEmpty();
    }

    @Test
    void aFullSetOfSourcesFitsInOneReport() {
        StreamReporter reporter = new StreamReporter(receiver, "x".repeat(255), null, numbers(-1));
        for (int ssrc = 0; ssrc < Sources.MOST; ssrc++) {
            hear(ssrc, 1);
        }
        RtcpCompound report = written(reporter.writeLast(buffer, 0));
        assertThat(report.all(ReceiverReport.class).findFirst().orElseThrow().blocks())
                .hasSize(Sources.MOST);
        assertThat(report.length()).isLessThan(StreamReporter.LONGEST - 300);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "AEAD.*")
    void anotherKeyGoesOnWithTheIndexOfTheOneBefore(SrtpSuite suite) {
        SrtpMasterKey first = key(suite);
        SrtpMasterKey second = key(suite);
        StreamReporter reporter = new StreamReporter(receiver, "us", new SrtpSender(first), numbers(7));
        SrtpReceiver underFirst = new SrtpReceiver(first);
        SrtpReceiver underSecond = new SrtpReceiver(second);
        for (int report = 0; report < 3; report++) {
            int length = reporter.write(buffer, 0);
            assertThat(index(suite, length)).isEqualTo(report);
            assertThat(underFirst.unprotectRtcp(buffer, 0, length)).isEqualTo(Unprotected.OK);
        }
        reporter.rekey(new SrtpSender(second));
        int length = reporter.write(buffer, 0);
        assertThat(index(suite, length)).isEqualTo(3);
        assertThat(underSecond.unprotectRtcp(buffer, 0, length)).isEqualTo(Unprotected.OK);
        assertThat(ssrcOf(written(underSecond.plainLength()))).isEqualTo(7);
    }

    private int index(SrtpSuite suite, int length) {
        int at = length - 4 - suite.rtcpTagLength();
        return ByteBuffer.wrap(buffer).getInt(at) & INDEX_MASK;
    }

    @Test
    void whatIsEncryptedOneWayIsNeverReportedInTheClear() {
        StreamReporter reporter = new StreamReporter(receiver, "us", null, numbers(7));
        assertThat(reporter.target(true)).isEqualTo(SRC);
        receiver.rekey(new SrtpReceiver(key(SrtpSuite.AES_CM_128_HMAC_SHA1_80)), 0);
        assertThat(reporter.target(true)).isNull();
        reporter.rekey(new SrtpSender(key(SrtpSuite.AES_CM_128_HMAC_SHA1_80)));
        assertThat(reporter.target(true)).isEqualTo(SRC);
    }
}
