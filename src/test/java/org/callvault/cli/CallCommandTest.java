package org.callvault.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.callvault.TestNode;
import org.callvault.cli.demo.SpeechLike;
import org.callvault.cli.recordings.CountedRecording;
import org.callvault.cli.src.CallCodec;
import org.callvault.cli.src.Ulaw;
import org.callvault.cli.verify.SampleComparison;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.manifest.Manifest;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code callvault call} as somebody types it, and what a node has recorded then. */
class CallCommandTest {
    private static final int SECONDS = 2;
    private static final Pattern CALL = Pattern.compile("call (\\S+) is being recorded, (.*)");

    @TempDir
    private static Path directory;

    private static TestNode node;
    private static List<short[]> voices;

    @BeforeAll
    static void start() throws IOException {
        node = TestNode.start(directory, Map.of());
        voices = List.of(SpeechLike.speak(1, 110, SECONDS), SpeechLike.speak(2, 190, SECONDS));
        byte[] ulaw = Ulaw.encode(voices.get(0));
        ByteBuffer linear = ByteBuffer.allocate(2 * voices.get(1).length).order(ByteOrder.LITTLE_ENDIAN);
        linear.asShortBuffer().put(voices.get(1));
        Files.write(directory.resolve("a.wav"), CountedRecording.wav(7, 1, 8000, ulaw));
        Files.write(directory.resolve("b.wav"), CountedRecording.wav(1, 1, 8000, linear.array()));
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @EnumSource
    void twoFilesAreHeardInTheRecordingAsTheyAre(SipTransport transport) throws Exception {
        boolean secure = transport == SipTransport.TLS;
        CommandRun run = CommandRun.of(
                "call",
                "--to",
                (secure ? "sips" : "sip") + ":127.0.0.1:"
                        + node.target(transport).port(),
                "--transport",
                transport.name(),
                "--ca",
                directory.resolve("certs/ca.pem").toString(),
                "--duration",
                SECONDS + "s",
                "--audio",
                directory.resolve("a.wav").toString(),
                directory.resolve("b.wav").toString());
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCodes.OK);
        Matcher said = CALL.matcher(run.out());
        assertThat(said.find()).isTrue();
        assertThat(said.group(2)).isEqualTo((secure ? "SRTP" : "plain RTP") + " over " + transport);
        assertThat(run.out()).contains("packets sent: [" + 50 * SECONDS + ", " + 50 * SECONDS + "]");
        VerifiedRecording recording = node.recordingOf(said.group(1));
        assertThat(recording.problems()).isEmpty();
        assertThat(recording.manifest().encrypted()).isEqualTo(secure);
        for (int stream = 0; stream < voices.size(); stream++) {
            byte[] sent = Ulaw.encode(voices.get(stream));
            assertThat(SampleComparison.difference(sent, recording.audio().channel(stream)))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"PCMA, b.wav, PCMA, 8000", "L16, b.wav, L16, 8000", "G722, sweep.g722, L16, 16000"})
    void everyCodecIsHeardInTheRecordingAsItIsDecoded(CallCodec codec, String file, String encoding, int rate)
            throws Exception {
        try (InputStream in = Objects.requireNonNull(getClass().getResourceAsStream("/codec/sweep.g722"))) {
            Files.write(directory.resolve("sweep.g722"), in.readAllBytes());
        }
        CommandRun run = CommandRun.of(
                "call",
                "--to",
                "sips:127.0.0.1:" + node.target(SipTransport.TLS).port(),
                "--ca",
                directory.resolve("certs/ca.pem").toString(),
                "--duration",
                "1s",
                "--codec",
                codec.name().toLowerCase(Locale.ROOT),
                "--audio",
                directory.resolve(file).toString());
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCodes.OK);
        Matcher said = CALL.matcher(run.out());
        assertThat(said.find()).isTrue();
        VerifiedRecording recording = node.recordingOf(said.group(1));
        Manifest.Audio audio = Objects.requireNonNull(recording.manifest().audio());
        assertThat(audio.encoding()).isEqualTo(encoding);
        assertThat(audio.sampleRate()).isEqualTo(rate);
        assertThat(recording.manifest().flags()).isEmpty();
        byte[] wav = Files.readAllBytes(recording.directory().resolve(audio.file()));
        byte[] samples = Arrays.copyOfRange(
                wav, wav.length - (int) audio.samples() * (encoding.equals("L16") ? 2 : 1), wav.length);
        assertThat(samples).startsWith(heard(codec));
    }

    /** What the first half of a second of a file is in the master. */
    private static byte[] heard(CallCodec codec) throws IOException {
        if (codec == CallCodec.G722) {
            try (InputStream in =
                    Objects.requireNonNull(CallCommandTest.class.getResourceAsStream("/codec/sweep-g722.s16"))) {
                return in.readAllBytes();
            }
        }
        short[] start = Arrays.copyOf(voices.get(1), 4000);
        if (codec == CallCodec.PCMA) {
            return CallCodec.PCMA.encode(start);
        }
        ByteBuffer linear = ByteBuffer.allocate(2 * start.length).order(ByteOrder.LITTLE_ENDIAN);
        linear.asShortBuffer().put(start);
        return linear.array();
    }
}
