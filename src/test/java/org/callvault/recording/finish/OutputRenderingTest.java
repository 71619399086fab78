package org.callvault.recording.finish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.callvault.config.output.Output;
import org.callvault.config.output.Output.Dtmf;
import org.callvault.config.output.Output.Format;
import org.callvault.config.output.Output.Parties;
import org.callvault.recording.codec.Law;
import org.callvault.recording.encode.OpusReader;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.AudioFile;
import org.callvault.recording.manifest.Manifest.ManifestGap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made of a recording by policy. */
class OutputRenderingTest {
    private static final Map<Integer, String> PCMU = Map.of(0, "PCMU/8000", 101, "telephone-event/8000");
    private static final Map<Integer, String> G729 = Map.of(18, "G729/8000", 101, "telephone-event/8000");

    @TempDir
    Path temp;

    private Rendering call;

    @BeforeEach
    void open() throws IOException {
        call = new Rendering(temp);
    }

    private static Output output(Parties parties, boolean mixed, Format... formats) {
        return new Output(List.of(formats), parties, mixed, 24_000, Dtmf.KEEP);
    }

    private static byte[] codes(int stream) {
        byte[] codes = new byte[160 * 50];
        new Random(stream).nextBytes(codes);
        return codes;
    }

    private void speak(int streams) {
        for (int stream = 0; stream < streams; stream++) {
            call.packets(stream, 0, codes(stream), 160, 160);
        }
    }

    private static Manifest.Audio audio(Manifest manifest) {
        return Objects.requireNonNull(manifest.audio());
    }

    private byte[] file(String name) throws IOException {
        return Files.readAllBytes(call.directory().resolve(name));
    }

    @Test
    void severalFormatsAreMadeInOneGoAndAllAreListed() throws Exception {
        speak(2);
        Manifest manifest = call.as(output(Parties.TOGETHER, true, Format.FLAC, Format.WAV, Format.OPUS))
                .finish(PCMU, PCMU);
        assertThat(audio(manifest).file()).isEqualTo("audio.flac");
        assertThat(audio(manifest).encoding()).isEqualTo("FLAC");
        assertThat(audio(manifest).files())
                .containsExactly(
                        new AudioFile("audio.flac", "FLAC", 8000, List.of(0, 1), false),
                        new AudioFile("audio.wav", "PCMU", 8000, List.of(0, 1), false),
                        new AudioFile("audio.opus", "opus", 48_000, List.of(0, 1), false),
                        new AudioFile("mixed.flac", "FLAC", 8000, List.of(0, 1), true));
        assertThat(manifest.files())
                .extracting(Manifest.StoredFile::name)
                .startsWith("audio.flac", "audio.wav", "audio.opus", "mixed.flac", "peaks.dat");
        assertThat(manifest.files())
                .extracting(Manifest.StoredFile::mediaType)
                .startsWith("audio/flac", "audio/vnd.wave", "audio/ogg", "audio/flac");
        assertThat(new OpusReader(file("audio.opus")).read()).hasDimensions(2, 48_000);
        byte[] wav = file("audio.wav");
        assertThat(Arrays.copyOfRange(wav, 58, 60)).containsExactly(codes(0)[0], codes(1)[0]);
    }

    @Test
    void morePartiesThanTwoLieApartWithAMixedFileToPlay() throws Exception {
        speak(3);
        Manifest manifest = call.as(output(Parties.APART, false, Format.WAV)).finish(PCMU, PCMU, PCMU);
        assertThat(audio(manifest).file()).isEqualTo("mixed.wav");
        assertThat(audio(manifest).encoding()).isEqualTo("L16");
        assertThat(audio(manifest).channels()).isEqualTo(3);
        assertThat(audio(manifest).names())
                .containsExactly("mixed.wav", "channel-0.wav", "channel-1.wav", "channel-2.wav");
        ByteBuffer mixed = ByteBuffer.wrap(file("mixed.wav")).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 8000; i++) {
            int sum = 0;
            for (int stream = 0; stream < 3; stream++) {
                sum += Law.MU.decode(codes(stream)[i]);
            }
            assertThat(mixed.getShort(58 + 2 * i)).isEqualTo((short) Math.clamp(sum, Short.MIN_VALUE, Short.MAX_VALUE));
        }
        for (int stream = 0; stream < 3; stream++) {
            byte[] channel = file("channel-" + stream + ".wav");
            assertThat(Arrays.copyOfRange(channel, 58, channel.length)).isEqualTo(codes(stream));
        }
    }

    @Test
    void morePartiesThanFlacHoldsLieApartToo() throws Exception {
        speak(9);
        Manifest manifest = call.as(output(Parties.TOGETHER, false, Format.FLAC, Format.WAV, Format.OPUS))
                .finish(9, PCMU);
        assertThat(audio(manifest).names())
                .hasSize(12)
                .contains("mixed.flac", "channel-8.flac", "audio.wav", "audio.opus");
        assertThat(new OpusReader(file("audio.opus")).channels()).isEqualTo(9);
        assertThat(ByteBuffer.wrap(file("peaks.dat"))
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .getInt(20))
                .as("channels of the waveform")
                .isEqualTo(9);
    }

    @Test
    void whatKeepsPacketsHasAWavToGoOnFrom() throws Exception {
        speak(1);
        call.packets(1, 18, new byte[200], 20, 160);
        Manifest manifest =
                call.as(output(Parties.TOGETHER, false, Format.OPUS)).finish(PCMU, G729);
        assertThat(audio(manifest).names()).containsExactly("audio.opus", "audio.wav");
        assertThat(audio(manifest).wavOf(1)).map(AudioFile::file).contains("audio.wav");
    }

    @Test
    void gapsAreTheSameWhateverTheFormat() throws Exception {
        for (int i = 0; i < 50; i++) {
            if (i < 20 || i > 22) {
                call.packet(0, 0, i, 160L * i, 20 * i, new byte[160]);
            }
            call.packet(1, 0, i, 160L * i, 20 * i, new byte[160]);
            if (i != 30) {
                call.packet(2, 0, i, 160L * i, 20 * i, new byte[160]);
            }
        }
        Manifest manifest = call.as(output(Parties.APART, false, Format.OPUS)).finish(PCMU, PCMU, PCMU);
        assertThat(audio(manifest).sampleRate()).isEqualTo(8000);
        assertThat(manifest.gaps())
                .containsExactly(new ManifestGap(0, 3200, 3680, 3, "lost"), new ManifestGap(2, 4800, 4960, 1, "lost"));
    }

    private void pressing(int payloadType, int bytes) {
        byte[] loud = new byte[bytes];
        Arrays.fill(loud, (byte) 0x21);
        for (int i = 0; i < 100; i++) {
            call.packet(0, payloadType, 2 * i, 160L * i, 20 * i, loud);
            if (i >= 50 && i < 55) {
                int duration = 160 * (i - 49);
                byte[] event = {7, (byte) (i == 54 ? 0x8A : 10), (byte) (duration >> 8), (byte) duration};
                call.packet(0, 101, 2 * i + 1, 160L * 50, 20 * i + 1, event);
            }
        }
    }

    private static Output dtmf(Dtmf dtmf, Format format) {
        return new Output(List.of(format), Parties.TOGETHER, false, 24_000, dtmf);
    }

    @Test
    void aChannelIsSilentWhileKeysArePressedWherePolicySaysSo() throws Exception {
        pressing(0, 160);
        Manifest manifest = call.as(dtmf(Dtmf.MUTE, Format.WAV)).finish(PCMU);
        assertThat(manifest.events()).extracting(Manifest.Event::event).containsExactly("7");
        // 1000 to 1100 ms, and 60 ms around.
        assertThat(manifest.gaps()).contains(new ManifestGap(0, 7520, 9280, 0, "muted"));
        byte[] wav = file("audio.wav");
        for (int i = 0; i < 16_000; i++) {
            assertThat(wav[58 + i]).isEqualTo(i >= 7520 && i < 9280 ? (byte) 0xFF : (byte) 0x21);
        }
    }

    @Test
    void keptDigitsAndAudioStayWherePolicySaysNothing() throws Exception {
        pressing(0, 160);
        Manifest manifest = call.as(dtmf(Dtmf.KEEP, Format.WAV)).finish(PCMU);
        assertThat(manifest.events()).extracting(Manifest.Event::event).containsExactly("7");
        assertThat(manifest.gaps()).noneMatch(gap -> gap.reason().equals("muted"));
        assertThat(file("audio.wav")[58 + 8000]).isEqualTo((byte) 0x21);
    }

    @Test
    void redactedDigitsAreNowhereNorInKeptPackets() throws Exception {
        pressing(18, 20);
        Manifest manifest = call.as(dtmf(Dtmf.REDACT, Format.WAV)).finish(G729);
        assertThat(manifest.events())
                .extracting(Manifest.Event::event, Manifest.Event::durationMillis)
                .containsExactly(org.assertj.core.groups.Tuple.tuple("redacted", 100L));
        assertThat(manifest.streams().getFirst().packets().received()).isEqualTo(105);
        assertThat(packets(file("stream-0.pcapng"), 101)).isZero();
        assertThat(packets(file("stream-0.pcapng"), 18))
                .as("what was sent while the key was pressed is gone: a tone may be in it")
                .isEqualTo(100 - 13);
    }

    @Test
    void keptPacketsTellDigitsWherePolicySaysNothing() throws Exception {
        pressing(18, 20);
        call.as(dtmf(Dtmf.KEEP, Format.WAV)).finish(G729);
        assertThat(packets(file("stream-0.pcapng"), 101)).isEqualTo(5);
        assertThat(packets(file("stream-0.pcapng"), 18)).isEqualTo(100);
    }

    /** Captured packets of a payload type: version 2 and the source of this stream in their headers tell them. */
    private static int packets(byte[] capture, int payloadType) {
        int found = 0;
        ByteBuffer bytes = ByteBuffer.wrap(capture);
        for (int i = 0; i + 12 <= capture.length; i++) {
            if (bytes.get(i) == (byte) 0x80
                    && (bytes.get(i + 1) & 0x7F) == payloadType
                    && bytes.getInt(i + 8) == 1000) {
                found++;
            }
        }
        return found;
    }
}
