package org.callvault.recording.finish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.callvault.cli.demo.SpeechLike;
import org.callvault.recording.codec.Codec;
import org.callvault.recording.codec.Framed;
import org.callvault.recording.foreign.Ffmpeg;
import org.callvault.recording.manifest.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What encoders of other people's make of a voice is decoded to what ffmpeg decodes it to, and to that voice: AMR of
 * opencore, AMR-WB of VisualOn, G.729 of bcg729, GSM of libgsm.
 */
@Tag("peers")
class EncodedVoiceTest {
    private static final int SECONDS = 3;

    /** Encoders look ahead, and decoders have filters: 25 ms are the most of these. */
    private static final int MOST_DELAY_MILLIS = 25;

    @TempDir
    private Path temp;

    private final short[] voice = SpeechLike.speak(8, 125, SECONDS);

    @BeforeEach
    void write() throws Exception {
        ByteBuffer raw = ByteBuffer.allocate(2 * voice.length).order(ByteOrder.LITTLE_ENDIAN);
        raw.asShortBuffer().put(voice);
        Files.write(temp.resolve("voice"), raw.array());
        run("ffmpeg -loglevel error -f s16le -ar 8000 -i voice voice.wav");
        run("ffmpeg -loglevel error -f s16le -ar 8000 -i voice -ar 16000 -f s16le wide");
        run("ffmpeg -loglevel error -f s16le -ar 16000 -i wide wide.wav");
    }

    @ParameterizedTest
    @CsvSource({"0, 13", "4, 20", "7, 32"})
    void amr(int mode, int frame) throws Exception {
        run("gst-launch-1.0 -q filesrc location=voice.wav ! wavparse ! audioconvert ! amrnbenc band-mode=" + mode
                + " ! filesink location=coded");
        isHeard("AMR/8000", "octet-align=1", frame, samples("voice"));
    }

    @ParameterizedTest
    @CsvSource({"0, 18", "8, 61"})
    void amrWideband(int mode, int frame) throws Exception {
        run("gst-launch-1.0 -q filesrc location=wide.wav ! wavparse ! audioconvert ! voamrwbenc band-mode=" + mode
                + " ! filesink location=coded");
        isHeard("AMR-WB/16000", "octet-align=1", frame, samples("wide"));
    }

    @Test
    void gsm() throws Exception {
        run("ffmpeg -loglevel error -i voice.wav -c:a libgsm -f gsm coded");
        isHeard("GSM/8000", "", 33, samples("voice"));
    }

    @Test
    void g729() throws Exception {
        Path source = Path.of(EncodedVoiceTest.class.getResource("g729.c").toURI());
        run("cc -o g729 " + source + " -lbcg729");
        run("./g729 < voice > coded");
        isHeard("G729/8000", "", 10, samples("voice"));
    }

    /** @param frame bytes of it as the encoder writes it, for AMR with its octet of the table of contents (RFC 4867, 5.3) */
    private void isHeard(String format, String parameters, int frame, short[] spoken) throws Exception {
        Framed codec = (Framed) Codec.of(format, parameters).orElseThrow();
        byte[] coded = Files.readAllBytes(temp.resolve("coded"));
        boolean amr = format.startsWith("AMR");
        Rendering call = new Rendering(temp, Ffmpeg.of(Ffmpeg.AUTO, System.getenv("PATH")));
        for (int i = 0; i < coded.length / frame; i++) {
            byte[] stored = Rendering.slice(coded, i, frame);
            int millis = i * codec.frameSamples() * 1000 / codec.sampleRate();
            call.packet(0, 97, i, (long) i * codec.frameSamples(), millis, amr ? octetAligned(stored) : stored);
        }
        Manifest manifest = call.finishWith(Map.of(97, format), Map.of(97, parameters));
        assertThat(manifest.flags()).isEmpty();

        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(codec.fileHeader().getBytes(StandardCharsets.US_ASCII));
        file.writeBytes(coded);
        Files.write(temp.resolve("file"), file.toByteArray());
        run("ffmpeg -loglevel error -f " + codec.fileFormat() + " -i file -c:a pcm_s16le -f s16le theirs");
        short[] heard = call.channel(0, 1);
        assertThat(heard).isEqualTo(samples("theirs"));
        assertThat(likeness(spoken, heard, codec.sampleRate() * MOST_DELAY_MILLIS / 1000))
                .as("correlation with what was spoken")
                .isGreaterThan(0.7);
    }

    /** A header without a mode request before the frame. */
    private static byte[] octetAligned(byte[] stored) {
        byte[] payload = new byte[1 + stored.length];
        payload[0] = (byte) 0xF0;
        System.arraycopy(stored, 0, payload, 1, stored.length);
        return payload;
    }

    /** The best correlation of what was heard, so many samples or fewer later. */
    private static double likeness(short[] spoken, short[] heard, int mostDelay) {
        double best = 0;
        for (int delay = 0; delay <= mostDelay; delay++) {
            double both = 0;
            double one = 0;
            double other = 0;
            for (int i = 0; i < spoken.length && i + delay < heard.length; i++) {
                both += (double) spoken[i] * heard[i + delay];
                one += (double) spoken[i] * spoken[i];
                other += (double) heard[i + delay] * heard[i + delay];
            }
            best = Math.max(best, both / Math.sqrt(one * other));
        }
        return best;
    }

    private void run(String line) throws Exception {
        Process process = new ProcessBuilder(List.of("sh", "-c", line))
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(line + ": " + said).isZero();
    }

    private short[] samples(String name) throws IOException {
        byte[] raw = Files.readAllBytes(temp.resolve(name));
        short[] samples = new short[raw.length / 2];
        ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }
}
