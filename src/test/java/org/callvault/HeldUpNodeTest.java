package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node that gets no processor for a while: what arrives meanwhile waits in the kernel. */
class HeldUpNodeTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration TALK = Duration.ofSeconds(5);
    private static final Duration SUSPENDED_AT = Duration.ofSeconds(1);
    private static final Duration RESUMED_AT = Duration.ofSeconds(3);

    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"nio", "recvmmsg"})
    void twoSecondsWithoutProcessorLoseNoPacket(String receive) throws Exception {
        Map<String, String> environment = TestNode.environment(directory, Map.of("CALLVAULT_MEDIA_RECEIVE", receive));
        try (NodeProcess node = NodeProcess.serve(directory, environment)) {
            URI api = node.awaitReady();
            try (TestCall call = TestCall.open(plan(environment))) {
                call.invite();
                call.talk(TALK, (done, all) -> holdUp(node, done));
                call.hangUp();
                VerifiedRecording recording = VerifiedRecording.open(
                        FinishedRecording.await(api, call.callId(), SOON).directory(directory.resolve("data")));
                for (int channel = 0; channel < 2; channel++) {
                    assertThat(CountedCheck.of(recording.audio().channel(channel)))
                            .isEqualTo(new CountedCheck(channel, 250, List.of(), 0, 0, 0));
                }
                Long none = receive.equals("nio") ? null : 0L;
                assertThat(recording.manifest().streams())
                        .allSatisfy(stream ->
                                assertThat(stream.packets().droppedByKernel()).isEqualTo(none));
            }
        }
    }

    private static void holdUp(NodeProcess node, Duration done) {
        if (done.equals(SUSPENDED_AT)) {
            node.suspend();
        } else if (done.equals(RESUMED_AT)) {
            node.resume();
        }
    }

    private CallPlan plan(Map<String, String> environment) {
        return new CallPlan(
                TestNode.target(directory, environment, SipTransport.TLS),
                true,
                List.of(AudioSource.counted(0), AudioSource.counted(1)));
    }
}
