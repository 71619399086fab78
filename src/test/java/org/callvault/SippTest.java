package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.callvault.cli.demo.SpeechLike;
import org.callvault.cli.src.Ulaw;
import org.callvault.cli.verify.SampleComparison;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.RecordingDescription.Participant;
import org.callvault.recording.manifest.Manifest;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** SIPp, which others wrote, plays the SRC; each scenario checks what it is answered. */
@Tag("peers")
class SippTest {
    @TempDir
    private static Path directory;

    private static TestNode node;
    private static Stunnel tunnel;

    @BeforeAll
    static void start() throws IOException {
        node = TestNode.start(directory, Map.of());
        tunnel = Stunnel.to(
                node.target(SipTransport.TLS), directory, directory.resolve("certs/ca.pem"), Optional.empty());
    }

    @AfterAll
    static void stop() {
        tunnel.close();
        node.close();
    }

    private static Manifest recorded(String scenario, SipTransport transport) throws Exception {
        VerifiedRecording recording = node.recordingOf(play(scenario, transport));
        assertThat(recording.problems()).isEmpty();
        return recording.manifest();
    }

    /** Over TLS by way of stunnel, because not every build of SIPp speaks it. */
    private static String play(String scenario, SipTransport transport) throws Exception {
        String callId = scenario + "-" + transport + "@sipp";
        switch (transport) {
            case UDP ->
                Sipp.play(
                        directory,
                        scenario,
                        callId,
                        "u1",
                        node.target(transport).port());
            case TCP ->
                Sipp.play(
                        directory,
                        scenario,
                        callId,
                        "t1",
                        node.target(transport).port());
            case TLS -> Sipp.play(directory, scenario, callId, "t1", tunnel.port());
        }
        return callId;
    }

    @ParameterizedTest
    @EnumSource
    void aSiprecCallIsRecordedWithItsParticipants(SipTransport transport) throws Exception {
        Manifest manifest = recorded("plain", transport);
        assertThat(manifest.endReason()).isEqualTo("bye: Q.850;cause=16;text=\"Normal call clearing\"");
        assertThat(manifest.flags()).containsExactly("no_media");
        assertThat(manifest.metadata().participants())
                .extracting(Participant::aor)
                .containsExactly("sip:ann@bank.example", "sip:bob@client.example");
        assertThat(manifest.streams()).extracting(Manifest.Stream::label).containsExactly("caller", "callee");
    }

    @ParameterizedTest
    @EnumSource
    void aCallWithoutMetadataIsRecordedAndFlagged(SipTransport transport) throws Exception {
        assertThat(recorded("bare-sdp", transport).flags()).contains("metadata_missing");
    }

    @Test
    void itsSoundIsKeptToTheLastBit() throws Exception {
        byte[] voice = Ulaw.encode(SpeechLike.speak(1, 110, 1));
        Files.write(directory.resolve("sound.ulaw"), voice);
        VerifiedRecording recording = node.recordingOf(play("sound", SipTransport.UDP));
        assertThat(recording.problems()).isEmpty();
        assertThat(recording.manifest().streams())
                .singleElement()
                .satisfies(stream -> assertThat(stream.packets().lost()).isZero());
        assertThat(SampleComparison.difference(voice, recording.audio().channel(0)))
                .isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void holdAndResumeAreListed(SipTransport transport) throws Exception {
        assertThat(recorded("hold", transport).streams()).hasSize(2).allSatisfy(stream -> assertThat(stream.paused())
                .hasSize(1));
    }

    @ParameterizedTest
    @EnumSource
    void aChangeOfCodecIsAnswered(SipTransport transport) throws Exception {
        assertThat(recorded("codec-change", transport).endReason()).isEqualTo("bye");
    }

    @ParameterizedTest
    @EnumSource
    void partialMetadataAddsToWhatIsKnown(SipTransport transport) throws Exception {
        assertThat(recorded("partial-metadata", transport).metadata().participants())
                .extracting(Participant::name)
                .isEqualTo(List.of("Ann", "Bob", "Cleo", "Dan"));
    }

    @ParameterizedTest
    @CsvSource({
        "session-refresh, UDP",
        "session-refresh, TCP",
        "session-refresh, TLS",
        "bye-race, UDP",
        "bye-race, TCP",
        "bye-race, TLS"
    })
    void refreshesAndRacesEndInARecording(String scenario, SipTransport transport) throws Exception {
        assertThat(recorded(scenario, transport).endReason()).isEqualTo("bye");
    }

    @ParameterizedTest
    @CsvSource({
        "no-common-codec, UDP",
        "no-common-codec, TCP",
        "no-common-codec, TLS",
        "broken-multipart, UDP",
        "broken-multipart, TCP",
        "broken-multipart, TLS",
        "keys-in-the-clear, UDP",
        "keys-in-the-clear, TCP"
    })
    void whatCannotBeRecordedIsRefusedWithAReason(String scenario, SipTransport transport) throws Exception {
        play(scenario, transport);
    }
}
