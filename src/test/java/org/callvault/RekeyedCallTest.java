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
import org.callvault.srtp.SrtpSuite;
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
        Files.writeString(
                directory.resolve("quick.conf"),
                "callvault.session { rekey-after = 700 milliseconds, check-interval = 100 milliseconds }");
        try (TestNode node = TestNode.start(directory, Map.of("CALLVAULT_CONFIG", "quick.conf"))) {
            CallPlan plan = new CallPlan(
                            node.target(SipTransport.TLS),
                            true,
                            List.of(AudioSource.counted(0), AudioSource.counted(1)))
                    .with(suite);
            try (TestCall call = TestCall.open(plan)) {
                call.invite();
                call.talk(Duration.ofSeconds(4), TestCall.Progress.NONE);
                call.hangUp();
                assertThat(call.rekeyings()).as("two streams, at least twice").isGreaterThanOrEqualTo(4);
                Manifest manifest = node.recordingOf(call.callId()).manifest();
                assertThat(manifest.streams()).allSatisfy(stream -> {
                    assertThat(stream.packets().received()).isEqualTo(200);
                    assertThat(stream.packets().rejected()).isEmpty();
                });
            }
        }
    }
}
