package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.TestCall;
import org.callvault.recording.manifest.Manifest;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Calls in which nobody speaks for longer than the media timeout. */
class QuietCallTest {
    @TempDir
    private Path directory;

    @Test
    void silenceSuppressionIsNoReasonToCutACallButAnSrcThatVanishedIs() throws Exception {
        Files.writeString(
                directory.resolve("quick.conf"),
                "callvault.session { media-timeout = 1500 milliseconds, check-interval = 100 milliseconds }");
        try (TestNode node = TestNode.start(directory, Map.of("CALLVAULT_CONFIG", "quick.conf"))) {
            CallPlan plan = new CallPlan(node.target(SipTransport.TLS), true, List.of(AudioSource.counted(0)))
                    .reporting(Duration.ofMillis(300));
            try (TestCall call = TestCall.open(plan)) {
                call.invite();
                call.talk(Duration.ofSeconds(1), TestCall.Progress.NONE);
                call.beQuiet(Duration.ofSeconds(5));
                assertThat(call.endedByRecorder()).as("cut while RTCP flowed").isFalse();
                call.talk(Duration.ofSeconds(1), TestCall.Progress.NONE);
                assertThat(call.endedByRecorder()).isFalse();

                call.vanish(Duration.ofSeconds(10));
                assertThat(call.endedByRecorder()).as("ended by BYE").isTrue();
                Manifest manifest = node.recordingOf(call.callId()).manifest();
                assertThat(manifest.endReason()).isEqualTo("media_timeout");
                assertThat(manifest.streams().getFirst().packets().received()).isEqualTo(100);
                assertThat(manifest.streams().getFirst().packets().lost()).isZero();
            }
        }
    }
}
