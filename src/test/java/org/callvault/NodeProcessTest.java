package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.callvault.cli.demo.FinishedRecording;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.verify.CountedCheck;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are killed, stopped, or cannot start: processes of their own. */
class NodeProcessTest {
    private static final Duration SOON = Duration.ofSeconds(30);

    @TempDir
    private Path directory;

    @Test
    void whatAKilledNodeHadWrittenIsFinishedAtTheNextStart() throws Exception {
        Map<String, String> environment =
                TestNode.environment(directory, Map.of("CALLVAULT_FLUSH", "200 milliseconds"));
        String callId;
        int sent;
        try (NodeProcess node = NodeProcess.serve(directory, environment)) {
            node.awaitReady();
            try (TestCall call = TestCall.open(plan(environment))) {
                call.invite();
                call.talk(Duration.ofSeconds(4), TestCall.Progress.NONE);
                node.kill();
                callId = call.callId();
                sent = call.packetsSent().getFirst();
            }
        }
        try (NodeProcess again = NodeProcess.serve(directory, environment)) {
            VerifiedRecording recording = recordingOf(again.awaitReady(), callId);
            assertThat(recording.problems()).isEmpty();
            assertThat(recording.manifest().state()).isEqualTo("interrupted");
            assertThat(recording.manifest().flags()).contains("interrupted");
            assertThat(recording.manifest().metadata().participants()).hasSize(2);
            for (int channel = 0; channel < 2; channel++) {
                CountedCheck check = CountedCheck.of(recording.audio().channel(channel));
                assertThat(check.missing()).isEmpty();
                assertThat(check.repeated() + check.altered() + check.foreign()).isZero();
                // One sweep and one flush may be missing at the end: 0.3 s; the rest of the margin is for a slow
                // machine.
                assertThat(check.found()).isBetween(sent - 50, sent);
            }
        }
    }

    @Test
    void aNodeThatIsToldToStopHangsUpAndSealsItsRecordings() throws Exception {
        Map<String, String> environment = TestNode.environment(directory, Map.of());
        try (NodeProcess node = NodeProcess.serve(directory, environment);
                TestCall call = TestCall.open(plan(readyThen(node, environment)))) {
            call.invite();
            call.talk(Duration.ofSeconds(1), TestCall.Progress.NONE);
            node.terminate();
            call.talk(SOON, TestCall.Progress.NONE);
            assertThat(call.endedByRecorder()).isTrue();
            assertThat(node.awaitEnd()).contains("stopped", "exit code 143");
            try (var found = Files.find(
                    directory.resolve("data/recordings"), 6, (path, attributes) -> path.endsWith("manifest.json"))) {
                VerifiedRecording recording =
                        VerifiedRecording.open(found.findFirst().orElseThrow());
                assertThat(recording.problems()).isEmpty();
                assertThat(recording.manifest().state()).isEqualTo("complete");
                assertThat(recording.manifest().endReason()).isEqualTo("shutdown");
                assertThat(CountedCheck.of(recording.audio().channel(0)).missing())
                        .isEmpty();
            }
        }
    }

    @Test
    void aPortThatIsTakenIsNamedAndTheExitCodeIsThree() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral(TestNode.LOOPBACK))) {
            String port = Integer.toString(taken.getLocalPort());
            assertThat(outputOf(Map.of("TLS_PORT", port)))
                    .anyMatch(line -> line.startsWith("callvault cannot start:") && line.contains(port))
                    .contains("exit code 3")
                    .doesNotContain("ready");
        }
    }

    @Test
    void settingsThatContradictThemselvesAreNamedAndTheExitCodeIsThree() throws Exception {
        assertThat(outputOf(Map.of("TLS_KEY_PATH", "", "ENABLE_SRTP", "perhaps")))
                .anyMatch(line -> line.contains("TLS_KEY_PATH is not set"))
                .anyMatch(line -> line.contains("ENABLE_SRTP=perhaps must be true or false"))
                .contains("exit code 3");
    }

    @Test
    void aKeyOfAnotherCertificateIsToldAndTheExitCodeIsThree() throws Exception {
        Map<String, String> other = TestNode.environment(Files.createDirectory(directory.resolve("other")), Map.of());
        assertThat(outputOf(Map.of("TLS_KEY_PATH", other.get("TLS_KEY_PATH"))))
                .anyMatch(line -> line.startsWith("callvault cannot start:") && line.contains("key"))
                .contains("exit code 3");
    }

    private List<String> outputOf(Map<String, String> settings) throws Exception {
        try (NodeProcess node = NodeProcess.serve(directory, TestNode.environment(directory, settings))) {
            return node.awaitEnd();
        }
    }

    private static Map<String, String> readyThen(NodeProcess node, Map<String, String> environment)
            throws InterruptedException {
        node.awaitReady();
        return environment;
    }

    private CallPlan plan(Map<String, String> environment) {
        return new CallPlan(
                TestNode.target(directory, environment, SipTransport.TLS),
                true,
                List.of(AudioSource.counted(0), AudioSource.counted(1)));
    }

    private VerifiedRecording recordingOf(URI api, String callId) throws IOException, InterruptedException {
        FinishedRecording recording = FinishedRecording.await(api, callId, SOON);
        return VerifiedRecording.open(recording.directory(directory.resolve("data")));
    }
}
