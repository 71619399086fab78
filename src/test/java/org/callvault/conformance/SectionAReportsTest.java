package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.callvault.conformance.Offers.SDP;
import static org.callvault.conformance.Offers.SIPREC;

import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.callvault.LiveSrc;
import org.callvault.TestNode;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.RecorderReport;
import org.callvault.cli.src.TestCall;
import org.callvault.recording.manifest.Manifest;
import org.callvault.rtp.RtpPacket;
import org.callvault.rtp.rtcp.ReceiverReport;
import org.callvault.rtp.rtcp.RtcpCompound;
import org.callvault.rtp.rtcp.SourceDescription;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7866: what the recorder sends in RTCP, as a whole call hears it, and what it makes of the RTCP that it gets. */
@ExtendWith(ConformanceReport.class)
class SectionAReportsTest {
    private static TestNode node;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        node = TestNode.start(directory, Map.of("CALLVAULT_REPORT_INTERVAL", "400 milliseconds"));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static TestCall call(boolean rtcpMux) throws Exception {
        CallPlan plan = new CallPlan(node.target(SipTransport.TLS), true, List.of(AudioSource.counted(0)));
        TestCall call = TestCall.open(rtcpMux ? plan.multiplexed() : plan);
        call.invite();
        return call;
    }

    private static List<RecorderReport> twoReports(TestCall call) {
        List<RecorderReport> heard = new ArrayList<>();
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            heard.addAll(call.reports());
            return heard.size() >= 2;
        });
        return heard;
    }

    private static ReceiverReport receiverReport(RecorderReport report) {
        return report.compound().all(ReceiverReport.class).findFirst().orElseThrow();
    }

    @Test
    @Statement(section = "A", number = 20, source = "RFC 7866, 8.1.1", text = "RTCP is sent")
    void rtcpIsSent() throws Exception {
        try (TestCall call = call(false)) {
            call.talk(Duration.ofSeconds(1), TestCall.Progress.NONE);
            assertThat(twoReports(call))
                    .allSatisfy(report -> assertThat(report.compound().all(SourceDescription.class))
                            .hasSize(1))
                    .anySatisfy(report -> assertThat(
                                    receiverReport(report).blocks().getFirst().ssrc())
                            .isEqualTo(report.ssrc()));
            call.hangUp();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    @Statement(
            section = "A",
            number = 20,
            source = "RFC 7866, 8.1.8",
            text = "RTP and RTCP are symmetric: RTCP goes out from the port that it is received on")
    void rtpAndRtcpAreSymmetric(boolean rtcpMux) throws Exception {
        try (TestCall call = call(rtcpMux)) {
            call.talk(Duration.ofSeconds(1), TestCall.Progress.NONE);
            assertThat(twoReports(call)).allMatch(RecorderReport::fromReportedPort);
            call.hangUp();
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 21,
            source = "RFC 7866, 8.1.3",
            text = "A source that changes its SSRC is known again by its CNAME")
    void aSourceIsKnownByItsCname() throws Exception {
        try (LiveSrc src = LiveSrc.over(node, SipTransport.TCP);
                DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = LiveSrc.ports(src.record(SIPREC + SDP, Offers.session(Offers.audio("1"))))
                    .getFirst();
            LiveSrc.send(socket, port, 0x11111111, 100, 20);
            LiveSrc.send(socket, port + 1, named(0x11111111, "alice@pbx"));
            LiveSrc.send(socket, port, 0x22222222, 9000, 30);
            LiveSrc.send(socket, port + 1, named(0x22222222, "alice@pbx"));
            LiveSrc.send(socket, port, 0x33333333, 400, 10);
            assertThat(src.manifest().streams().getFirst().sources())
                    .containsExactly(
                            new Manifest.Source("alice@pbx", List.of("11111111", "22222222"), List.of()),
                            new Manifest.Source(null, List.of("33333333"), List.of()));
        }
    }

    @Test
    @Statement(
            section = "A",
            number = 21,
            source = "RFC 7866, 8.1.5",
            text = "Contributing sources of mixed streams are interpreted")
    void contributingSourcesAreInterpreted() throws Exception {
        try (LiveSrc src = LiveSrc.over(node, SipTransport.TCP);
                DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            int port = LiveSrc.ports(src.record(SIPREC + SDP, Offers.session(Offers.audio("1"))))
                    .getFirst();
            LiveSrc.send(socket, port, mixed(1, 0x0a0a0a0a));
            LiveSrc.send(socket, port, mixed(2, 0x0a0a0a0a, 0x0b0b0b0b));
            LiveSrc.send(socket, port + 1, named(0x0b0b0b0b, "bob@pbx"));
            LiveSrc.send(socket, port + 1, named(0x11111111, "mixer"));
            Manifest manifest = src.manifest();
            assertThat(manifest.streams().getFirst().sources())
                    .containsExactly(new Manifest.Source(
                            "mixer",
                            List.of("11111111"),
                            List.of(
                                    new Manifest.Contributor("0a0a0a0a", null),
                                    new Manifest.Contributor("0b0b0b0b", "bob@pbx"))));
            assertThat(Objects.requireNonNull(manifest.audio()).samples())
                    .as("the contributors' words are not taken for sound")
                    .isEqualTo(320);
        }
    }

    private static byte[] named(int ssrc, String cname) {
        RtcpCompound compound = RtcpCompound.of(
                new ReceiverReport(0x11111111, List.of()),
                new SourceDescription(List.of(new SourceDescription.Name(ssrc, cname))));
        byte[] datagram = new byte[compound.length()];
        compound.write(datagram, 0);
        return datagram;
    }

    /** 20 ms of a mixer's sound. */
    private static byte[] mixed(int number, int... contributors) {
        byte[] packet = new byte[RtpPacket.FIXED_HEADER + 4 * contributors.length + 160];
        RtpPacket.writeHeader(packet, 0, 0, false, number, number * 160L, 0x11111111);
        packet[0] |= (byte) contributors.length;
        ByteBuffer.wrap(packet, RtpPacket.FIXED_HEADER, 4 * contributors.length)
                .asIntBuffer()
                .put(contributors);
        return packet;
    }

    @Test
    @Statement(section = "A", number = 21, source = "RFC 7866, 8.1.6", text = "Idle streams are kept alive")
    void idleStreamsAreKeptAlive() throws Exception {
        try (TestCall call = call(false)) {
            assertThat(twoReports(call)).as("before anything was sent").allSatisfy(report -> assertThat(
                            receiverReport(report).blocks())
                    .isEmpty());
            call.reInvite("inactive");
            assertThat(twoReports(call)).as("on hold").hasSizeGreaterThanOrEqualTo(2);
            call.hangUp();
        }
    }
}
