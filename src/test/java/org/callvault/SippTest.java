package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.callvault.cli.demo.SpeechLike;
import org.callvault.cli.src.Ulaw;
import org.callvault.cli.verify.SampleComparison;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.RecordingDescription.Participant;
import org.callvault.recording.finish.Manifest;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SIPp, which others wrote, plays the SRC; each scenario checks what it is answered. */
@Tag("peers")
class SippTest {
    @TempDir
    private static Path directory;

    private static TestNode node;

    @BeforeAll
    static void start() throws IOException {
        node = TestNode.start(directory, Map.of());
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static Manifest recorded(String scenario, String transport) throws Exception {
        VerifiedRecording recording = node.recordingOf(play(scenario, transport));
        assertThat(recording.problems()).isEmpty();
        return recording.manifest();
    }

    private static String play(String scenario, String transport) throws Exception {
        SipTransport over = transport.equals("u1") ? SipTransport.UDP : SipTransport.TCP;
        return Sipp.play(directory, scenario, transport, node.target(over).port());
    }

    @ParameterizedTest
    @ValueSource(strings = {"u1", "t1"})
    void aSiprecCallIsRecordedWithItsParticipants(String transport) throws Exception {
        Manifest manifest = recorded("plain", transport);
        assertThat(manifest.endReason()).isEqualTo("bye: Q.850;cause=16;text=\"Normal call clearing\"");
        assertThat(manifest.flags()).containsExactly("no_media");
        assertThat(manifest.metadata().participants())
                .extracting(Participant::aor)
                .containsExactly("sip:ann@bank.example", "sip:bob@client.example");
        assertThat(manifest.streams()).extracting(Manifest.Stream::label).containsExactly("caller", "callee");
    }

    @ParameterizedTest
    @ValueSource(strings = {"u1", "t1"})
    void aCallWithoutMetadataIsRecordedAndFlagged(String transport) throws Exception {
        assertThat(recorded("bare-sdp", transport).flags()).contains("metadata_missing");
    }

    @Test
    void itsSoundIsKeptToTheLastBit() throws Exception {
        byte[] voice = Ulaw.encode(SpeechLike.speak(1, 110, 1));
        Files.write(directory.resolve("sound.ulaw"), voice);
        VerifiedRecording recording = node.recordingOf(play("sound", "u1"));
        assertThat(recording.problems()).isEmpty();
        assertThat(recording.manifest().streams())
                .singleElement()
                .satisfies(stream -> assertThat(stream.packets().lost()).isZero());
        assertThat(SampleComparison.difference(voice, recording.audio().channel(0)))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"u1", "t1"})
    void holdAndResumeAreListed(String transport) throws Exception {
        assertThat(recorded("hold", transport).streams()).hasSize(2).allSatisfy(stream -> assertThat(stream.paused())
                .hasSize(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"u1", "t1"})
    void aChangeOfCodecIsAnswered(String transport) throws Exception {
        assertThat(recorded("codec-change", transport).endReason()).isEqualTo("bye");
    }

    @ParameterizedTest
    @ValueSource(strings = {"u1", "t1"})
    void partialMetadataAddsToWhatIsKnown(String transport) throws Exception {
        assertThat(recorded("partial-metadata", transport).metadata().participants())
                .extracting(Participant::name)
                .isEqualTo(List.of("Ann", "Bob", "Cleo", "Dan"));
    }

    @ParameterizedTest
    @CsvSource({"session-refresh, u1", "session-refresh, t1", "bye-race, u1", "bye-race, t1"})
    void refreshesAndRacesEndInARecording(String scenario, String transport) throws Exception {
        assertThat(recorded(scenario, transport).endReason()).isEqualTo("bye");
    }

    @ParameterizedTest
    @CsvSource({
        "no-common-codec, u1",
        "no-common-codec, t1",
        "broken-multipart, u1",
        "broken-multipart, t1",
        "keys-in-the-clear, u1",
        "keys-in-the-clear, t1"
    })
    void whatCannotBeRecordedIsRefusedWithAReason(String scenario, String transport) throws Exception {
        play(scenario, transport);
    }
}
