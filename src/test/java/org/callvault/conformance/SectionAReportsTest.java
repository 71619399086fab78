package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.callvault.TestNode;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.RecorderReport;
import org.callvault.cli.src.TestCall;
import org.callvault.rtp.rtcp.ReceiverReport;
import org.callvault.rtp.rtcp.SourceDescription;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 7866: what the recorder sends in RTCP, as a whole call hears it. */
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
