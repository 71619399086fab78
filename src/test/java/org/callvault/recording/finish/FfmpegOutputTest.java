package org.callvault.recording.finish;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.callvault.config.output.Output;
import org.callvault.config.output.Output.Dtmf;
import org.callvault.config.output.Output.Format;
import org.callvault.config.output.Output.Parties;
import org.callvault.recording.codec.Law;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether ffmpeg hears in our files what was said. */
@Tag("peers")
class FfmpegOutputTest {
    private static final Map<Integer, String> PCMU = Map.of(0, "PCMU/8000");
    private static final int PACKETS = 150;

    @TempDir
    Path temp;

    /** A tone of its own for each stream, louder and quieter. */
    private static byte[] codes(int stream) {
        byte[] codes = new byte[160 * PACKETS];
        double phase = 0;
        for (int i = 0; i < codes.length; i++) {
            phase += 2 * Math.PI * (250 + 130 * stream + 80 * Math.sin(i / 900.0)) / 8000;
            codes[i] = Sound.mu((int) (9000 * Math.sin(phase) * (0.6 + 0.4 * Math.sin(i / 700.0))));
        }
        return codes;
    }

    /** Encodes by looking for the code that is decoded nearest. */
    private static final class Sound {
        static byte mu(int sample) {
            int best = 0;
            for (int code = 0; code < 256; code++) {
                if (Math.abs(Law.MU.decode((byte) code) - sample) < Math.abs(Law.MU.decode((byte) best) - sample)) {
                    best = code;
                }
            }
            return (byte) best;
        }
    }

    private Path recorded(int streams, Format format) throws IOException {
        Rendering call =
                new Rendering(temp).as(new Output(List.of(format), Parties.TOGETHER, false, 32_000, Dtmf.KEEP));
        for (int stream = 0; stream < streams; stream++) {
            call.packets(stream, 0, codes(stream), 160, 160);
        }
        call.finish(streams, PCMU);
        return call.directory();
    }

    private short[][] decoded(Path file, int channels, int rate) throws Exception {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-v", "error", "-xerror", "-i", file.toString()));
        command.addAll(List.of(
                "-f",
                "s16le",
                "-ar",
                Integer.toString(rate),
                "-y",
                temp.resolve("raw").toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(said).isEmpty();
        assertThat(process.exitValue()).isZero();
        ByteBuffer raw =
                ByteBuffer.wrap(Files.readAllBytes(temp.resolve("raw"))).order(ByteOrder.LITTLE_ENDIAN);
        short[][] samples = new short[channels][raw.capacity() / 2 / channels];
        for (int i = 0; i < samples[0].length; i++) {
            for (int channel = 0; channel < channels; channel++) {
                samples[channel][i] = raw.getShort();
            }
        }
        return samples;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void flacIsTheSameToTheLastSample(int streams) throws Exception {
        short[][] samples = decoded(recorded(streams, Format.FLAC).resolve("audio.flac"), streams, 8000);
        assertThat(samples).hasDimensions(streams, 160 * PACKETS);
        for (int stream = 0; stream < streams; stream++) {
            byte[] codes = codes(stream);
            for (int i = 0; i < codes.length; i++) {
                assertThat(samples[stream][i]).isEqualTo(Law.MU.decode(codes[i]));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void opusSoundsAlikeAndIsAsLong(int streams) throws Exception {
        short[][] samples = decoded(recorded(streams, Format.OPUS).resolve("audio.opus"), streams, 48_000);
        assertThat(samples).hasDimensions(streams, 6 * 160 * PACKETS);
        for (int stream = 0; stream < streams; stream++) {
            byte[] codes = codes(stream);
            double both = 0;
            double one = 0;
            double other = 0;
            for (int i = 0; i < codes.length; i++) {
                double sent = Law.MU.decode(codes[i]);
                double heard = samples[stream][6 * i];
                both += sent * heard;
                one += sent * sent;
                other += heard * heard;
            }
            assertThat(both / Math.sqrt(one * other)).isGreaterThan(0.9);
            assertThat(Math.sqrt(other / one)).as("as loud").isBetween(0.9, 1.1);
        }
    }
}
