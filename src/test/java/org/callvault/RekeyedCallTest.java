package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.verify.CountedCheck;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.session.signal.SipTransport;
import org.callvault.srtp.SrtpSuite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A long call, in which the recorder asks for new keys again and again. */
class RekeyedCallTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @EnumSource(names = {"AES_CM_128_HMAC_SHA1_80", "AEAD_AES_128_GCM"})
    void newKeysCostNoPacket(SrtpSuite suite) throws Exception {
        try (TestNode node = quick()) {
            assertNothingLost(node, plan(node).with(suite));
        }
    }

    /** The SRC shakes hands anew for each, and sends with the old keys until it has new ones. */
    @Test
    void newAssociationsCostNoPacket() throws Exception {
        try (TestNode node = quick()) {
            assertNothingLost(node, plan(node).keyedByDtls());
            assertThat(node.counted("callvault_media_dtls_handshakes_total"))
                    .as("two streams, the first time and at least twice again")
                    .isGreaterThanOrEqualTo(6);
        }
    }

    private TestNode quick() throws IOException {
        Files.writeString(
                directory.resolve("quick.conf"),
                "callvault.session { rekey-after = 700 milliseconds, check-interval = 100 milliseconds }");
        return TestNode.start(directory, Map.of("CALLVAULT_CONFIG", "quick.conf"));
    }

    private static CallPlan plan(TestNode node) {
        return new CallPlan(
                node.target(SipTransport.TLS), true, List.of(AudioSource.counted(0), AudioSource.counted(1)));
    }

    private static void assertNothingLost(TestNode node, CallPlan plan) throws Exception {
        try (TestCall call = TestCall.open(plan)) {
            call.invite();
            call.talk(Duration.ofSeconds(4), TestCall.Progress.NONE);
            call.hangUp();
            assertThat(call.rekeyings()).as("two streams, at least twice").isGreaterThanOrEqualTo(4);
            VerifiedRecording recording = node.recordingOf(call.callId());
            for (int stream = 0; stream < 2; stream++) {
                assertThat(CountedCheck.of(recording.audio().channel(stream)))
                        .isEqualTo(new CountedCheck(stream, 200, List.of(), 0, 0, 0));
            }
            assertThat(recording.manifest().streams()).allSatisfy(stream -> {
                assertThat(stream.packets().received()).isEqualTo(200);
                assertThat(stream.packets().rejected()).isEmpty();
            });
        }
    }
}
