package org.callvault.recording.finish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.callvault.recording.codec.Codec;
import org.callvault.recording.codec.Framed;
import org.callvault.recording.codec.Law;
import org.callvault.recording.foreign.Ffmpeg;
import org.callvault.recording.foreign.ForeignDecoder;
import org.callvault.recording.kept.RecordingFiles;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.render.KeptRendering;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ForeignRenderingTest {
    private static final Map<Integer, String> G729 = Map.of(18, "G729/8000");
    private static final int FRAME = 80;

    @TempDir
    Path temp;

    /** Samples of a frame all have the number that its first octet is. */
    private static void numbers(Framed codec, InputStream frames, OutputStream samples) throws IOException {
        byte[] coded = frames.readAllBytes();
        int count = coded.length / 10;
        ByteBuffer out = ByteBuffer.allocate(count * codec.frameSamples() * 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int frame = 0; frame < count; frame++) {
            for (int i = 0; i < codec.frameSamples(); i++) {
                out.putShort(coded[frame * 10]);
            }
        }
        samples.write(out.array());
    }

    @Test
    void framesAreDecodedInOrderAndPutWhereTheyBelong() throws IOException {
        Rendering call = new Rendering(temp, Optional.of(ForeignRenderingTest::numbers));
        int[] order = {0, 2, 1, 4, 6, 5};
        for (int i = 0; i < order.length; i++) {
            g729(call, 0, order[i], 20 * i);
        }
        Manifest manifest = call.finish(G729);
        assertThat(manifest.flags()).isEmpty();
        assertThat(manifest.streams().getFirst().kept()).isNull();
        assertThat(manifest.gaps())
                .containsExactly(new Manifest.ManifestGap(0, 3 * 2 * FRAME, 4 * 2 * FRAME, 1, "lost"));
        short[] expected = new short[7 * 2 * FRAME];
        for (int packet : order) {
            Arrays.fill(expected, 2 * packet * FRAME, (2 * packet + 1) * FRAME, (short) (10 + packet));
            Arrays.fill(expected, (2 * packet + 1) * FRAME, (2 * packet + 2) * FRAME, (short) (40 + packet));
        }
        assertThat(call.channel(0, 1)).isEqualTo(expected);
    }

    @Test
    void aProgramThatFailsOrLosesFramesLeavesThePackets() throws IOException {
        List<ForeignDecoder> failing = List.of(
                (codec, frames, samples) -> {
                    throw new ForeignDecoder.Failed("no");
                },
                (codec, frames, samples) -> samples.write(new byte[FRAME]));
        for (ForeignDecoder decoder : failing) {
            Path directory = Files.createTempDirectory(temp, "call");
            Rendering call = new Rendering(directory, Optional.of(decoder));
            g729(call, 0, 0, 0);
            Manifest manifest = call.finish(G729);
            assertThat(manifest.flags()).containsExactly("codec_unsupported");
            assertThat(Objects.requireNonNull(manifest.streams().getFirst().kept())
                            .formats())
                    .containsExactly("G729/8000");
        }
    }

    @Test
    void whatWasKeptIsRenderedLaterBesideWhatWasHeardAtOnce() throws IOException {
        Rendering call = new Rendering(temp);
        byte[] codes = new byte[160];
        Arrays.fill(codes, (byte) 0x90);
        for (int i = 0; i < 5; i++) {
            call.packet(0, 0, i, 160L * i, 20 * i, codes);
            g729(call, 1, i, 20 * i + 40);
        }
        Map<Integer, String> both = Map.of(0, "PCMU/8000", 18, "G729/8000");
        Manifest manifest = call.finish(both, both);
        assertThat(manifest.flags()).containsExactly("codec_unsupported");
        Path out = temp.resolve("rendered.wav");
        KeptRendering.Result result = KeptRendering.render(files(call, manifest), ForeignRenderingTest::numbers, out);
        assertThat(result.rendered()).containsExactly(1);
        assertThat(result.undecoded()).isEmpty();
        assertThat(result.samples()).isEqualTo(5 * 160 + 320);
        short[] heard = Rendering.channel(out, 0, 2);
        short[] rendered = Rendering.channel(out, 1, 2);
        for (int i = 0; i < 5 * 160; i++) {
            assertThat(heard[i]).isEqualTo(Law.MU.decode(0x90));
            assertThat(rendered[320 + i]).isEqualTo((short) ((i / 80 % 2 == 0 ? 10 : 40) + i / 160));
        }
        assertThat(rendered[319]).isZero();
        try (Stream<Path> left = Files.list(temp)) {
            assertThat(left.filter(file -> file.getFileName().toString().startsWith(".render")))
                    .isEmpty();
        }
    }

    @Test
    void aRecordingWithoutKeptPacketsHasNothingToRender() throws IOException {
        Rendering call = new Rendering(temp);
        call.packet(0, 0, 0, 0, 0, new byte[160]);
        Manifest manifest = call.finish(Map.of(0, "PCMU/8000"));
        assertThatThrownBy(() -> KeptRendering.render(
                        files(call, manifest), ForeignRenderingTest::numbers, temp.resolve("out.wav")))
                .hasMessageContaining("nothing is left to render");
    }

    @Test
    void aProgramThatIsNeverDoneIsEnded() throws IOException {
        Path program = program("#!/bin/sh\necho $$ > " + temp + "/pid\nexec sleep 600\n");
        assertThatThrownBy(() -> decode(program, Duration.ofSeconds(2))).hasMessageContaining("was not done after");
        long pid = Long.parseLong(Files.readString(temp.resolve("pid")).strip());
        ProcessHandle.of(pid).ifPresent(process -> process.onExit().join());
    }

    @Test
    void whatAProgramSaysWhenItFailsIsTold() throws IOException {
        Path program = program("#!/bin/sh\necho it is broken >&2\nexit 3\n");
        assertThatThrownBy(() -> decode(program, Duration.ofMinutes(1)))
                .isInstanceOf(ForeignDecoder.Failed.class)
                .hasMessageContaining("failed with 3: it is broken");
        assertThatThrownBy(() -> decode(temp.resolve("nothing"), Duration.ofMinutes(1)))
                .isInstanceOf(ForeignDecoder.Failed.class)
                .hasMessageContaining("cannot be started");
    }

    @Test
    void theProgramIsFoundWhereTheShellWouldFindIt() throws IOException {
        Files.createDirectory(temp.resolve("bin"));
        Path program = temp.resolve("bin/ffmpeg");
        String path = "/nowhere::" + temp.resolve("bin");
        assertThat(Ffmpeg.of("auto", path)).isEmpty();
        Files.writeString(program, "");
        assertThat(program.toFile().setExecutable(true)).isTrue();
        assertThat(Ffmpeg.of("auto", path)).isPresent();
        assertThat(Ffmpeg.of("off", path)).isEmpty();
        assertThat(Ffmpeg.of(program.toString(), "")).isPresent();
        assertThat(Ffmpeg.of("/nowhere/ffmpeg", path)).isEmpty();
    }

    private static RecordingFiles files(Rendering call, Manifest manifest) throws IOException {
        return new RecordingFiles(call.directory(), manifest, Optional.empty());
    }

    private void decode(Path program, Duration limit) throws IOException {
        Framed codec = (Framed) Codec.of("G729/8000", "").orElseThrow();
        Ffmpeg.at(program, limit).decode(codec, new ByteArrayInputStream(new byte[10]), new ByteArrayOutputStream());
    }

    private Path program(String script) throws IOException {
        Path program = Files.writeString(temp.resolve("program"), script);
        assertThat(program.toFile().setExecutable(true)).isTrue();
        return program;
    }

    /** Two frames, named 10 and 40 with the number of the packet. */
    private static void g729(Rendering call, int stream, int index, int millis) {
        byte[] payload = new byte[20];
        payload[0] = (byte) (10 + index);
        payload[10] = (byte) (40 + index);
        call.packet(stream, 18, index, 160L * index, millis, payload);
    }
}
