package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.callvault.cli.demo.SpeechLike;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.src.Ulaw;
import org.callvault.cli.verify.CountedCheck;
import org.callvault.cli.verify.SampleComparison;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole calls whose streams are keyed by DTLS, over real sockets, compared with what was sent. */
class DtlsCallTest {
    private static final Duration LENGTH = Duration.ofSeconds(4);

    @TempDir
    private Path directory;

    @Test
    void whatIsRecordedIsWhatWasSentToTheLastBit() throws Exception {
        List<byte[]> voices =
                List.of(Ulaw.encode(SpeechLike.speak(1, 110, 4)), Ulaw.encode(SpeechLike.speak(2, 190, 4)));
        List<AudioSource> audio = voices.stream().map(AudioSource::looped).toList();
        try (TestNode node = TestNode.start(directory, Map.of());
                TestCall call = TestCall.open(new CallPlan(node.target(SipTransport.TLS), true, audio).keyedByDtls())) {
            call.invite();
            call.talk(LENGTH, TestCall.Progress.NONE);
            call.hangUp();

            VerifiedRecording recording = node.recordingOf(call.callId());
            for (int stream = 0; stream < 2; stream++) {
                assertThat(SampleComparison.difference(
                                voices.get(stream), recording.audio().channel(stream)))
                        .isEmpty();
            }
            assertThat(recording.problems()).isEmpty();
            assertThat(recording.manifest().encrypted()).isTrue();
            assertThat(recording.manifest().gaps()).isEmpty();
            assertThat(recording.manifest().streams()).hasSize(2).allSatisfy(stream -> {
                assertThat(stream.suite()).isEqualTo("DTLS-SRTP");
                assertThat(stream.packets().received()).isEqualTo(200);
                assertThat(stream.packets().lost()).isZero();
                assertThat(stream.packets().rejected()).isEmpty();
            });
        }
    }

    /** The fingerprint is no secret, so the signalling need not be encrypted as for SDES. A hold keeps the association. */
    @Test
    void aCallOverPlainSignallingGoesOnWithItsKeysAfterAHold() throws Exception {
        try (TestNode node = TestNode.start(directory, Map.of());
                TestCall call = TestCall.open(
                        new CallPlan(node.target(SipTransport.TCP), false, List.of(AudioSource.counted(0)))
                                .keyedByDtls())) {
            call.invite();
            call.talk(Duration.ofSeconds(1), TestCall.Progress.NONE);
            call.reInvite("inactive");
            call.reInvite("sendonly");
            call.talk(Duration.ofSeconds(1), TestCall.Progress.NONE);
            call.hangUp();

            VerifiedRecording recording = node.recordingOf(call.callId());
            assertThat(CountedCheck.of(recording.audio().channel(0)))
                    .isEqualTo(new CountedCheck(0, 100, List.of(), 0, 0, 0));
            assertThat(recording.manifest().streams())
                    .singleElement()
                    .satisfies(stream -> assertThat(stream.packets().rejected()).isEmpty());
        }
    }
}
