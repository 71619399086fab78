package org.callvault.recording.finish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.callvault.recording.codec.Codec;
import org.callvault.recording.codec.Decoder;
import org.callvault.recording.codec.Framed;
import org.callvault.recording.foreign.Ffmpeg;
import org.callvault.recording.foreign.ForeignDecoder;
import org.callvault.recording.manifest.Manifest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What our decoders make of what ffmpeg encodes, and what ffmpeg makes of the packets that we keep for it. */
@Tag("peers")
class FfmpegTest {
    /** Two tones that rise, with noise: louder than what fits, at times. */
    private static final String SOUND =
            "aevalsrc='0.7*sin(2*PI*(100+500*t)*t)+0.3*sin(2*PI*(900+300*t)*t)+0.1*(random(0)-0.5)':d=4";

    @TempDir
    Path temp;

    @ParameterizedTest
    @CsvSource({
        "PCMU/8000, pcm_mulaw, mulaw, 8000",
        "PCMA/8000, pcm_alaw, alaw, 8000",
        "G722/8000, g722, g722, 16000",
        "L16/8000, pcm_s16be, s16be, 8000",
        "L16/44100, pcm_s16be, s16be, 44100"
    })
    void ourDecodersGiveWhatFfmpegGivesToTheBit(String format, String encoder, String container, int rate)
            throws Exception {
        ffmpeg("-f", "lavfi", "-i", SOUND + ":s=" + rate, "-c:a", encoder, "-f", container, "coded");
        List<String> decode = new ArrayList<>(List.of("-f", container));
        if (!container.equals("g722")) {
            decode.addAll(List.of("-ar", Integer.toString(rate)));
        }
        decode.addAll(List.of("-i", "coded", "-c:a", "pcm_s16le", "-f", "s16le", "theirs"));
        ffmpeg(decode.toArray(String[]::new));
        byte[] coded = Files.readAllBytes(temp.resolve("coded"));
        Decoder decoder = ((Codec.Builtin) Codec.of(format, "").orElseThrow()).decoder(rate);
        short[] theirs = samples("theirs");
        assertThat(theirs.length).isGreaterThanOrEqualTo(4 * rate);
        assertThat(decoder.decode(coded, 0, coded.length)).isEqualTo(theirs);
    }

    @ParameterizedTest
    @CsvSource({"voip, 12k", "voip, 24k", "audio, 64k", "lowdelay, 64k"})
    void opusIsHeardAsFfmpegHearsIt(String application, String bitrate) throws Exception {
        ffmpeg(
                "-f",
                "lavfi",
                "-i",
                SOUND + ":s=48000",
                "-c:a",
                "libopus",
                "-application",
                application,
                "-b:a",
                bitrate,
                "coded.ogg");
        ffmpeg("-c:a", "libopus", "-i", "coded.ogg", "-c:a", "pcm_s16le", "-f", "s16le", "theirs");
        List<byte[]> packets = oggPackets(Files.readAllBytes(temp.resolve("coded.ogg")));
        int skip = ByteBuffer.wrap(packets.getFirst())
                .order(ByteOrder.LITTLE_ENDIAN)
                .getShort(10);
        Decoder decoder = ((Codec.Builtin) Codec.of("opus/48000/2", "").orElseThrow()).decoder(48_000);
        ByteBuffer ours = ByteBuffer.allocate(packets.size() * 2 * 5760);
        for (byte[] packet : packets.subList(2, packets.size())) {
            for (short sample : decoder.decode(packet, 0, packet.length)) {
                ours.putShort(sample);
            }
        }
        short[] theirs = samples("theirs");
        double signal = 0;
        double difference = 0;
        for (int i = 0; i < theirs.length; i++) {
            double apart = theirs[i] - ours.getShort(2 * (i + skip));
            signal += (double) theirs[i] * theirs[i];
            difference += apart * apart;
        }
        assertThat(10 * Math.log10(signal / difference)).as("decibels").isGreaterThan(40);
    }

    @ParameterizedTest
    @CsvSource({
        "G729/8000, '', g729, 10, 80, 8000",
        "GSM/8000, '', gsm, 33, 160, 8000",
        "iLBC/8000, mode=20, ilbc, 38, 160, 8000",
        "iLBC/8000, mode=30, ilbc, 50, 240, 8000"
    })
    void whatFfmpegDecodesIsPutWhereItBelongs(
            String format, String parameters, String container, int frameBytes, int frameSamples, int rate)
            throws Exception {
        byte[] frames = new byte[200 * frameBytes];
        new Random(9).nextBytes(frames);
        Framed codec = (Framed) Codec.of(format, parameters).orElseThrow();
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write(codec.fileHeader().getBytes(StandardCharsets.US_ASCII));
        file.write(frames);
        Files.write(temp.resolve("coded"), file.toByteArray());
        ffmpeg("-f", container, "-i", "coded", "-c:a", "pcm_s16le", "-f", "s16le", "theirs");
        Rendering call = new Rendering(temp, Ffmpeg.of(Ffmpeg.AUTO, System.getenv("PATH")));
        for (int i = 0; i < 200; i++) {
            int millis = i * frameSamples * 1000 / rate;
            call.packet(0, 97, i, (long) i * frameSamples, millis, Rendering.slice(frames, i, frameBytes));
        }
        Manifest manifest = call.finishWith(Map.of(97, format), Map.of(97, parameters));
        assertThat(manifest.flags()).isEmpty();
        assertThat(call.channel(0, 1)).isEqualTo(samples("theirs")).hasSize(200 * frameSamples);
    }

    @ParameterizedTest
    @CsvSource({"AMR/8000, #!AMR, 8000, 160", "AMR-WB/16000, #!AMR-WB, 16000, 320"})
    void amrOfEveryModeIsDecodedAndItsSilenceLeftOut(String format, String header, int rate, int frameSamples)
            throws Exception {
        int[] octets = format.contains("WB") //
                ? new int[] {17, 23, 32, 36, 40, 46, 50, 58, 60}
                : new int[] {12, 13, 15, 17, 19, 20, 26, 31};
        Random random = new Random(2);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.write((header + "\n").getBytes(StandardCharsets.US_ASCII));
        Rendering call = new Rendering(temp, Ffmpeg.of(Ffmpeg.AUTO, System.getenv("PATH")));
        for (int i = 0; i < 90; i++) {
            int mode = i % octets.length;
            byte[] speech = new byte[octets[mode]];
            random.nextBytes(speech);
            file.write(mode << 3 | 4);
            file.write(speech);
            byte[] payload = new byte[2 + speech.length];
            payload[0] = (byte) 0xF0;
            payload[1] = (byte) (mode << 3 | 4);
            System.arraycopy(speech, 0, payload, 2, speech.length);
            call.packet(0, 97, i, (long) i * frameSamples, 20 * i, payload);
        }
        call.packet(0, 97, 90, 90L * frameSamples, 1800, new byte[] {(byte) 0xF0, 15 << 3 | 4});
        Files.write(temp.resolve("coded"), file.toByteArray());
        ffmpeg("-f", "amr", "-i", "coded", "-c:a", "pcm_s16le", "-f", "s16le", "theirs");
        Manifest manifest = call.finishWith(Map.of(97, format), Map.of(97, "octet-align=1"));
        assertThat(manifest.flags()).isEmpty();
        assertThat(call.channel(0, 1)).isEqualTo(samples("theirs")).hasSize(90 * frameSamples);
    }

    @Test
    void aFileThatIsNoneIsTold() throws Exception {
        Optional<ForeignDecoder> ffmpeg = Ffmpeg.of(Ffmpeg.AUTO, System.getenv("PATH"));
        Framed codec = (Framed) Codec.of("AMR/8000", "").orElseThrow();
        assertThatThrownBy(() -> ffmpeg.orElseThrow()
                        .decode(codec, new ByteArrayInputStream(new byte[100]), new ByteArrayOutputStream()))
                .isInstanceOf(ForeignDecoder.Failed.class)
                .hasMessageContaining("failed with");
    }

    private void ffmpeg(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("ffmpeg", "-nostdin", "-loglevel", "error", "-y"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .directory(temp.toFile())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }

    private short[] samples(String name) throws IOException {
        byte[] raw = Files.readAllBytes(temp.resolve(name));
        short[] samples = new short[raw.length / 2];
        ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }

    /** The packets of an Ogg file with one stream (RFC 3533): two of headers, then audio. */
    private static List<byte[]> oggPackets(byte[] file) {
        List<byte[]> packets = new ArrayList<>();
        ByteArrayOutputStream open = new ByteArrayOutputStream();
        int at = 0;
        while (at < file.length) {
            int segments = file[at + 26] & 0xFF;
            int data = at + 27 + segments;
            for (int i = 0; i < segments; i++) {
                int length = file[at + 27 + i] & 0xFF;
                open.writeBytes(Arrays.copyOfRange(file, data, data + length));
                data += length;
                if (length < 255) {
                    packets.add(open.toByteArray());
                    open.reset();
                }
            }
            at = data;
        }
        return packets;
    }
}
