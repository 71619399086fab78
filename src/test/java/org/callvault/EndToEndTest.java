package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.callvault.cli.demo.SpeechLike;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.CallTarget;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.src.Ulaw;
import org.callvault.cli.verify.CountedCheck;
import org.callvault.cli.verify.G711Wav;
import org.callvault.cli.verify.SampleComparison;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.manifest.Manifest;
import org.callvault.session.signal.SipTransport;
import org.callvault.srtp.SrtpSuite;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole calls over real sockets, compared with what was sent. They go on at the same time, for 30 s. */
class EndToEndTest {
    private static final Duration LENGTH = Duration.ofSeconds(30);
    private static final int PACKETS = 1500;

    @TempDir
    private Path directory;

    @Test
    void whatIsRecordedIsWhatWasSentToTheLastBit() throws Exception {
        try (TestNode node = TestNode.start(directory, Map.of());
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> calls = List.of(
                    () -> encryptedSpeech(node),
                    () -> counted(node, SipTransport.TLS, true),
                    () -> counted(node, SipTransport.TCP, false),
                    () -> counted(node, SipTransport.UDP, false),
                    () -> heldInBetween(node));
            for (Future<Void> call : callers.invokeAll(calls)) {
                call.get();
            }
        }
    }

    @Test
    void everySuiteIsRecordedToTheLastPacket() throws Exception {
        try (TestNode node = TestNode.start(directory, Map.of());
                ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Void>> calls = Stream.of(SrtpSuite.values())
                    .<Callable<Void>>map(suite -> () -> counted(node, suite))
                    .toList();
            for (Future<Void> call : callers.invokeAll(calls)) {
                call.get();
            }
        }
    }

    private static Void counted(TestNode node, SrtpSuite suite) throws Exception {
        CallPlan plan = new CallPlan(node.target(SipTransport.TLS), true, List.of(AudioSource.counted(0))).with(suite);
        try (TestCall call = TestCall.open(plan)) {
            call.invite();
            call.talk(Duration.ofSeconds(2), TestCall.Progress.NONE);
            call.hangUp();
            VerifiedRecording recording = node.recordingOf(call.callId());
            assertThat(recording.manifest().streams()).singleElement().satisfies(stream -> assertThat(stream.suite())
                    .isEqualTo(suite.name()));
            assertThat(CountedCheck.of(recording.audio().channel(0)))
                    .isEqualTo(new CountedCheck(0, 100, List.of(), 0, 0, 0));
        }
        return null;
    }

    private static Void encryptedSpeech(TestNode node) throws Exception {
        List<byte[]> voices =
                List.of(Ulaw.encode(SpeechLike.speak(1, 110, 30)), Ulaw.encode(SpeechLike.speak(2, 190, 30)));
        String callId = place(
                node.target(SipTransport.TLS),
                true,
                voices.stream().map(AudioSource::looped).toList());
        VerifiedRecording recording = node.recordingOf(callId);
        Manifest manifest = recording.manifest();
        G711Wav audio = recording.audio();
        for (int stream = 0; stream < 2; stream++) {
            assertThat(SampleComparison.difference(voices.get(stream), audio.channel(stream)))
                    .isEmpty();
        }
        assertThat(recording.problems()).isEmpty();
        assertThat(manifest.state()).isEqualTo("complete");
        assertThat(manifest.endReason()).isEqualTo("bye");
        assertThat(manifest.encrypted()).isTrue();
        assertThat(manifest.gaps()).isEmpty();
        assertThat(manifest.flags()).isEmpty();
        assertThat(manifest.metadata().participants())
                .extracting(RecordingDescription.Participant::aor)
                .containsExactly("sip:party1@test.invalid", "sip:party2@test.invalid");
        assertThat(manifest.streams()).allSatisfy(stream -> {
            assertThat(stream.packets().received()).isEqualTo(PACKETS);
            assertThat(stream.packets().lost()).isZero();
            assertThat(stream.packets().rejected()).isEmpty();
            assertThat(stream.suite()).isEqualTo("AES_CM_128_HMAC_SHA1_80");
            assertThat(stream.participants()).hasSize(1);
        });
        return null;
    }

    private static Void counted(TestNode node, SipTransport transport, boolean encrypted) throws Exception {
        String callId =
                place(node.target(transport), encrypted, List.of(AudioSource.counted(0), AudioSource.counted(1)));
        G711Wav audio = node.recordingOf(callId).audio();
        for (int stream = 0; stream < 2; stream++) {
            assertThat(CountedCheck.of(audio.channel(stream)))
                    .isEqualTo(new CountedCheck(stream, PACKETS, List.of(), 0, 0, 0));
        }
        return null;
    }

    /** What is sent on hold is not kept, and the recording says so; before and after, all of it is. */
    private static Void heldInBetween(TestNode node) throws Exception {
        CallPlan plan = new CallPlan(
                node.target(SipTransport.TLS), true, List.of(AudioSource.counted(0), AudioSource.counted(1)));
        try (TestCall call = TestCall.open(plan)) {
            call.invite();
            call.talk(Duration.ofSeconds(3), TestCall.Progress.NONE);
            call.reInvite("inactive");
            call.beQuiet(Duration.ofSeconds(2));
            call.reInvite("sendonly");
            call.talk(Duration.ofSeconds(3), TestCall.Progress.NONE);
            call.hangUp();
            VerifiedRecording recording = node.recordingOf(call.callId());
            G711Wav audio = recording.audio();
            assertThat(CountedCheck.of(audio.channel(0))).isEqualTo(new CountedCheck(0, 300, List.of(), 0, 0, 0));
            assertThat(recording.manifest().streams())
                    .allSatisfy(stream -> assertThat(stream.paused()).hasSize(1).allSatisfy(pause -> assertThat(
                                    Duration.between(pause.from(), pause.to()))
                            .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4))));
        }
        return null;
    }

    private static String place(CallTarget target, boolean encrypted, List<AudioSource> audio) throws Exception {
        try (TestCall call = TestCall.open(new CallPlan(target, encrypted, audio))) {
            call.invite();
            call.talk(LENGTH, TestCall.Progress.NONE);
            call.hangUp();
            return call.callId();
        }
    }
}
