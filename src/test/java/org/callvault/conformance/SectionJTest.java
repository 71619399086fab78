package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.callvault.media.stream.Outcome;
import org.callvault.media.stream.RemoteSide;
import org.callvault.media.stream.StreamAccounting;
import org.callvault.media.stream.StreamReceiver;
import org.callvault.media.stream.StreamReporter;
import org.callvault.rtp.RtpPacket;
import org.callvault.rtp.rtcp.Bye;
import org.callvault.rtp.rtcp.NtpTime;
import org.callvault.rtp.rtcp.ReceiverReport;
import org.callvault.rtp.rtcp.ReportBlock;
import org.callvault.rtp.rtcp.ReportTimes;
import org.callvault.rtp.rtcp.RtcpCompound;
import org.callvault.rtp.rtcp.RtcpPacket;
import org.callvault.rtp.rtcp.SenderReport;
import org.callvault.rtp.rtcp.SourceDescription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3550: what is received while a call lives, and what is reported of it. */
@ExtendWith(ConformanceReport.class)
class SectionJTest {
    private static final InetSocketAddress SRC = new InetSocketAddress("192.0.2.1", 4000);
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("198.51.100.1", 4000);
    private static final long SECOND = 1_000_000_000L;
    private static final int SSRC = 0x0a0b_0c0d;

    private final StreamAccounting accounting = new StreamAccounting();
    private final StreamReceiver receiver = new StreamReceiver(accounting, null, true, new RemoteSide(false, SRC));
    private final StreamReporter reporter = new StreamReporter(receiver, "us", null, new SplittableRandom(1));
    private final byte[] buffer = new byte[StreamReporter.LONGEST];

    @AfterEach
    void close() {
        reporter.close();
        receiver.close();
    }

    private static byte[] rtp(int ssrc, int sequence) {
        byte[] packet = new byte[172];
        RtpPacket.writeHeader(packet, 0, 0, false, sequence, 160L * sequence, ssrc);
        return packet;
    }

    private static byte[] bytes(RtcpPacket... packets) {
        RtcpCompound compound = RtcpCompound.of(packets);
        byte[] bytes = new byte[compound.length()];
        compound.write(bytes, 0);
        return bytes;
    }

    private Outcome take(byte[] datagram, InetSocketAddress from, long nowNanos) {
        return receiver.receive(datagram, 0, datagram.length, from, nowNanos / 1000, nowNanos);
    }

    /** 20 ms after the one before. */
    private void hear(int sequence, long lateNanos) {
        assertThat(take(rtp(SSRC, sequence), SRC, 20_000_000L * sequence + lateNanos))
                .isEqualTo(Outcome.RTP);
    }

    private RtcpCompound written(int length) {
        return (RtcpCompound) RtcpCompound.parse(buffer, 0, length);
    }

    private ReportBlock report(long nowNanos) {
        return written(reporter.write(buffer, nowNanos))
                .all(ReceiverReport.class)
                .findFirst()
                .orElseThrow()
                .blocks()
                .stream()
                .findFirst()
                .orElseThrow();
    }

    @Test
    @Statement(
            section = "J",
            number = 1,
            source = "RFC 3550, 6.4.1",
            text =
                    "A report tells loss, jitter, the highest sequence number, and the time since the last sender report")
    void aReportTellsWhatWasReceived() {
        IntStream.of(1, 2, 5, 6, 7, 8, 9).forEach(sequence -> hear(sequence, 0));
        // 20 ms late are 160 ticks, of which a sixteenth is jitter.
        hear(10, 20_000_000);
        NtpTime time = NtpTime.ofEpochMicros(1_700_000_000_500_000L);
        byte[] theirs = bytes(new SenderReport(SSRC, time, 1600, 10, 1600, List.of()));
        assertThat(take(theirs, SRC, SECOND)).isEqualTo(Outcome.RTCP);
        assertThat(report(SECOND * 5 / 2))
                .isEqualTo(new ReportBlock(SSRC, 2 * 256 / 10, 2, 10, 10, time.middle(), 3 * 65_536 / 2));

        IntStream.rangeClosed(11, 20).forEach(sequence -> hear(sequence, 20_000_000));
        ReportBlock next = report(3 * SECOND);
        assertThat(next.fractionLost()).as("since the report before").isZero();
        assertThat(next.lost()).as("since the beginning").isEqualTo(2);
    }

    @Test
    @Statement(
            section = "J",
            number = 1,
            source = "RFC 3550, 6.2 and 6.3",
            text = "Reports go about every 5 s, at intervals that chance varies by half")
    void reportsGoAtIntervalsOfChance() {
        Duration interval =
                ConfigFactory.parseResources("reference.conf").getDuration("callvault.media.report-interval");
        assertThat(interval).isEqualTo(Duration.ofSeconds(5));
        ReportTimes times = new ReportTimes(interval, new SplittableRandom(1));
        LongSummaryStatistics drawn =
                LongStream.generate(times::next).limit(10_000).summaryStatistics();
        assertThat(drawn.getMin() / 1e9).isBetween(2.5, 2.51);
        assertThat(drawn.getMax() / 1e9).isBetween(7.49, 7.5);
        assertThat(drawn.getAverage() / 1e9).isBetween(4.9, 5.1);
        assertThat(LongStream.generate(times::first).limit(1000))
                .allMatch(first -> first < drawn.getMax() / 2 + SECOND);
    }

    @Test
    @Statement(
            section = "J",
            number = 1,
            source = "RFC 3550, 6.1, 6.5.1 and 6.6",
            text = "Every report, an empty one too, has our canonical name, and the last one says BYE")
    void everyReportHasOurName() {
        RtcpCompound first = written(reporter.write(buffer, 0));
        int ssrc = first.all(ReceiverReport.class).findFirst().orElseThrow().ssrc();
        RtcpPacket empty = new ReceiverReport(ssrc, List.of());
        RtcpPacket name = new SourceDescription(List.of(new SourceDescription.Name(ssrc, "us")));
        assertThat(first.packets()).containsExactly(empty, name);
        assertThat(written(reporter.writeLast(buffer, 0)).packets())
                .containsExactly(empty, name, new Bye(List.of(ssrc)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Statement(
            section = "J",
            number = 2,
            source = "RFC 3550, 6.6 and 6.2.1",
            text = "Another source is taken after a BYE of the one before, or when that has timed out, and not sooner")
    void anotherSourceIsTakenWhenTheOneBeforeHasGone(boolean saysBye) {
        assertThat(take(rtp(1, 1), SRC, 0)).isEqualTo(Outcome.RTP);
        assertThat(take(rtp(2, 1), ELSEWHERE, 1)).isEqualTo(Outcome.WRONG_SOURCE);
        long later = 1;
        if (saysBye) {
            byte[] bye = bytes(new ReceiverReport(1, List.of()), new Bye(List.of(1)));
            assertThat(take(bye, SRC, 1)).isEqualTo(Outcome.RTCP);
        } else {
            later = 60 * SECOND;
        }
        assertThat(take(rtp(2, 1), ELSEWHERE, later)).isEqualTo(Outcome.RTP);
        assertThat(accounting.lost()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        "00, 172, NOT_RTP",
        "40, 172, NOT_RTP",
        "c0, 172, NOT_RTP",
        "80, 11, MALFORMED",
        "8f, 71, MALFORMED",
        "90, 15, MALFORMED",
        "80, 12, RTP",
        "8f, 72, RTP",
        "90, 16, RTP"
    })
    @Statement(
            section = "J",
            number = 2,
            source = "RFC 3550, 5.1 and A.1",
            text = "A packet of another version, or that is shorter than its header says, is dropped and counted")
    void anInvalidHeaderIsDropped(String first, int length, Outcome expected) {
        byte[] packet = Arrays.copyOf(rtp(1, 1), length);
        packet[0] = (byte) Integer.parseInt(first, 16);
        assertThat(take(packet, SRC, 0)).isEqualTo(expected);
        assertThat(accounting.count(expected)).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"1, 159", "160, 0", "161, 0", "255, 0", "0, 0"})
    @Statement(
            section = "J",
            number = 2,
            source = "RFC 3550, 5.1 and A.1",
            text = "Padding is no payload, and where its count cannot be nothing is read as payload")
    void paddingIsNoPayload(int count, int payload) {
        byte[] packet = rtp(1, 1);
        packet[0] |= 0x20;
        packet[packet.length - 1] = (byte) count;
        RtpPacket view = new RtpPacket();
        assertThat(view.wrap(packet, 0, packet.length)).isTrue();
        assertThat(view.payloadLength()).isEqualTo(payload);
    }

    @Test
    @Statement(
            section = "J",
            number = 2,
            source = "RFC 3550, A.1",
            text = "A source that starts over after a large jump goes on being received, and the jump is no loss")
    void aSourceMayStartOver() {
        IntStream.of(1000, 1001, 40_000, 40_001, 40_002, 40_003).forEach(sequence -> hear(sequence, 0));
        assertThat(accounting.lost()).isZero();
        hear(40_006, 0);
        assertThat(accounting.lost()).isEqualTo(2);
    }

    @Test
    @Statement(
            section = "J",
            number = 2,
            source = "RFC 3550, A.1",
            text =
                    "A single packet with a number far away does not make a source start over: late ones are still known")
    void aSingleStrayNumberChangesNothing() {
        IntStream.of(1000, 1002, 40_000, 1001, 1003).forEach(sequence -> hear(sequence, 0));
        assertThat(accounting.lost()).isZero();
        assertThat(report(SECOND).highestSequence()).isEqualTo(1003);
    }
}
