package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.RecorderReport;
import org.callvault.cli.src.TestCall;
import org.callvault.rtp.rtcp.Bye;
import org.callvault.rtp.rtcp.ReceiverReport;
import org.callvault.rtp.rtcp.ReportBlock;
import org.callvault.rtp.rtcp.SourceDescription;
import org.callvault.session.signal.SipTransport;
import org.callvault.srtp.SrtpSuite;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What a real call hears of its recorder in RTCP. */
class ReceiverReportCallTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int LOST = 25;

    private static TestNode node;

    @BeforeAll
    static void start(@TempDir Path directory) throws Exception {
        node = TestNode.start(directory, Map.of("CALLVAULT_REPORT_INTERVAL", "400 milliseconds"));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static CallPlan plan(SipTransport transport, boolean encrypted) {
        return new CallPlan(node.target(transport), encrypted, List.of(AudioSource.counted(0), AudioSource.counted(1)))
                .reporting(Duration.ofMillis(500));
    }

    /** Everything that the call hears until one of the reports is as wanted, of each stream. */
    private static List<RecorderReport> heard(TestCall call, Predicate<RecorderReport> wanted) {
        List<RecorderReport> heard = new ArrayList<>();
        await().atMost(SOON).until(() -> {
            heard.addAll(call.reports());
            return heard.stream()
                            .filter(wanted)
                            .mapToInt(RecorderReport::stream)
                            .distinct()
                            .count()
                    == 2;
        });
        return heard;
    }

    private static ReceiverReport receiverReport(RecorderReport report) {
        return report.compound().all(ReceiverReport.class).findFirst().orElseThrow();
    }

    private static boolean tellsTheLoss(RecorderReport report) {
        return receiverReport(report).blocks().stream().anyMatch(block -> block.lost() == LOST);
    }

    private static boolean saysBye(RecorderReport report) {
        return report.compound().all(Bye.class).findAny().isPresent();
    }

    private static SourceDescription.Name name(RecorderReport report) {
        return report.compound()
                .all(SourceDescription.class)
                .findFirst()
                .orElseThrow()
                .names()
                .getFirst();
    }

    private static void isReportedTo(CallPlan plan) throws Exception {
        List<RecorderReport> heard;
        try (TestCall call = TestCall.open(plan)) {
            call.invite();
            call.talk(Duration.ofSeconds(1), TestCall.Progress.NONE);
            call.lose(LOST);
            call.talk(Duration.ofSeconds(1), TestCall.Progress.NONE);
            heard = heard(call, ReceiverReportCallTest::tellsTheLoss);
            call.hangUp();
            heard.addAll(heard(call, ReceiverReportCallTest::saysBye));
            node.recordingOf(call.callId());
        }
        assertThat(heard).allSatisfy(report -> {
            assertThat(report.fromReportedPort()).as("symmetric").isTrue();
            assertThat(name(report).ssrc()).isEqualTo(receiverReport(report).ssrc());
            assertThat(receiverReport(report).blocks())
                    .allSatisfy(block -> assertThat(block.ssrc()).isEqualTo(report.ssrc()));
        });
        assertThat(heard)
                .extracting(report -> name(report).cname())
                .containsOnly(name(heard.getFirst()).cname());
        for (int index = 0; index < 2; index++) {
            int stream = index;
            assertThat(heard.stream().filter(report -> report.stream() == stream))
                    .extracting(report -> receiverReport(report).ssrc())
                    .as("one identifier to the end")
                    .containsOnly(receiverReport(heard.stream()
                                    .filter(report -> report.stream() == stream)
                                    .findFirst()
                                    .orElseThrow())
                            .ssrc());
        }
        List<ReportBlock> last = heard.stream()
                .filter(ReceiverReportCallTest::tellsTheLoss)
                .flatMap(report -> receiverReport(report).blocks().stream())
                .toList();
        assertThat(last).anySatisfy(block -> assertThat(block.fractionLost()).isPositive());
        assertThat(last).anySatisfy(block -> assertThat(block.lastReport()).isPositive());
    }

    @ParameterizedTest
    @CsvSource({"UDP, false, false", "TCP, false, true", "TLS, true, false", "TLS, true, true"})
    void aCallHearsWhatItLost(SipTransport transport, boolean encrypted, boolean rtcpMux) throws Exception {
        CallPlan plan = plan(transport, encrypted);
        isReportedTo(rtcpMux ? plan.multiplexed() : plan);
    }

    @ParameterizedTest
    @EnumSource(names = {"AEAD_AES_256_GCM", "AES_256_CM_HMAC_SHA1_32"})
    void everySuiteOfTheAnswerEncryptsReports(SrtpSuite suite) throws Exception {
        isReportedTo(plan(SipTransport.TLS, true).with(suite));
    }

    @Test
    void aCallThatSendsNothingIsReportedToAndOnHoldStill() throws Exception {
        try (TestCall call = TestCall.open(plan(SipTransport.TLS, true))) {
            call.invite();
            heard(call, report -> receiverReport(report).blocks().isEmpty());
            call.reInvite("inactive");
            List<RecorderReport> before = call.reports();
            List<RecorderReport> onHold = heard(call, report -> !saysBye(report));
            assertThat(onHold).hasSizeGreaterThanOrEqualTo(2);
            assertThat(before).noneMatch(ReceiverReportCallTest::saysBye);
            call.hangUp();
        }
        assertThat(node.counted("callvault_media_reports_sent_total")).isPositive();
        assertThat(node.counted("callvault_media_reports_failed_total")).isZero();
    }
}
