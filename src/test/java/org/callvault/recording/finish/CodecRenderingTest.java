package org.callvault.recording.finish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.callvault.recording.Recorded;
import org.callvault.recording.codec.Law;
import org.callvault.recording.manifest.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CodecRenderingTest {
    private static final Map<Integer, String> G722 = Map.of(9, "G722/8000");
    private static final int FRAME = 160;

    /** Packets that wait for one that is missing. */
    private static final int WAITING = 64;

    @TempDir
    Path temp;

    private Rendering call;
    private byte[] g722;
    private short[] wide;

    @BeforeEach
    void open() throws IOException {
        call = new Rendering(temp);
        g722 = resource("sweep.g722");
        wide = samples(resource("sweep-g722.s16"), ByteOrder.LITTLE_ENDIAN);
    }

    @Test
    void g722IsRecordedAtItsOwnRateToTheBit() throws IOException {
        Manifest manifest = call.packets(0, 9, g722, FRAME, 160).finish(G722);
        Manifest.Audio audio = Objects.requireNonNull(manifest.audio());
        assertThat(audio.encoding()).isEqualTo("L16");
        assertThat(audio.sampleRate()).isEqualTo(16_000);
        assertThat(call.channel(0, 1)).isEqualTo(wide);
        assertThat(manifest.gaps()).isEmpty();
        assertThat(manifest.flags()).isEmpty();
    }

    @Test
    void packetsOutOfOrderAreDecodedInOrder() throws IOException {
        int[] order = {1, 0, 2, 5, 4, 3, 6, 8, 7};
        for (int i = 0; i < order.length; i++) {
            g722(order[i], 20 * i);
        }
        call.finish(G722);
        assertThat(Arrays.copyOf(call.channel(0, 1), 9 * 2 * FRAME)).isEqualTo(Arrays.copyOf(wide, 9 * 2 * FRAME));
    }

    @Test
    void aPacketThatNobodyWaitsForAnyMoreStillGetsItsPlace() throws IOException {
        byte[] silence = new byte[FRAME];
        Arrays.fill(silence, (byte) 0xFF);
        for (int i = 1; i < WAITING + 20; i++) {
            call.packet(0, 9, i, 160L * i, 20 * i, silence);
        }
        call.packet(0, 9, 0, 0, 20 * WAITING + 400, Rendering.slice(g722, 10, FRAME));
        call.finish(G722);
        short[] channel = call.channel(0, 1);
        assertThat(loudest(channel, 0, 2 * FRAME)).isGreaterThan(1000);
        assertThat(loudest(channel, 2 * FRAME, channel.length)).isLessThan(64);
    }

    @Test
    void alostPacketIsSilenceAndAGapInSamplesOfTheMaster() throws IOException {
        for (int i = 0; i < 9; i++) {
            if (i != 4) {
                g722(i, 20 * i);
            }
        }
        Manifest manifest = call.finish(G722);
        assertThat(manifest.gaps())
                .containsExactly(new Manifest.ManifestGap(0, 4 * 2 * FRAME, 5 * 2 * FRAME, 1, "lost"));
        assertThat(loudest(call.channel(0, 1), 4 * 2 * FRAME, 5 * 2 * FRAME)).isZero();
    }

    @Test
    void aNarrowStreamBesideAWideOneIsBroughtToItsRate() throws IOException {
        byte[] tone = new byte[8000 / 2];
        for (int i = 0; i < tone.length; i++) {
            tone[i] = i % 8 < 4 ? (byte) 0x80 : 0x00;
        }
        call.packets(0, 9, g722, FRAME, 160).packets(1, 0, tone, FRAME, 160);
        Manifest manifest = call.finish(G722, Map.of(0, "PCMU/8000"));
        assertThat(Objects.requireNonNull(manifest.audio()).sampleRate()).isEqualTo(16_000);
        assertThat(call.channel(0, 2)).isEqualTo(wide);
        short[] narrow = call.channel(1, 2);
        for (int i = 100; i < tone.length - 100; i++) {
            assertThat(narrow[2 * i]).as("sample %d", i).isCloseTo(Law.MU.decode(tone[i]), within((short) 6000));
        }
        assertThat(narrow).hasSameSizeAs(wide);
    }

    @Test
    void aStreamMayChangeItsCodecInTheMiddle() throws IOException {
        byte[] codes = new byte[FRAME];
        Arrays.fill(codes, (byte) 0x90);
        for (int i = 0; i < 5; i++) {
            call.packet(0, 0, i, 160L * i, 20 * i, codes);
        }
        for (int i = 5; i < 10; i++) {
            call.packet(0, 9, i, 160L * i, 20 * i, Rendering.slice(g722, i - 5, FRAME));
        }
        Manifest manifest = call.finish(Map.of(0, "PCMU/8000", 9, "G722/8000"));
        assertThat(manifest.gaps()).isEmpty();
        short[] channel = call.channel(0, 1);
        assertThat(channel).hasSize(10 * 2 * FRAME);
        assertThat(channel[800]).isCloseTo(Law.MU.decode(0x90), within((short) 2));
        // What the narrow layer's filter rings into the wide one is over after a few samples.
        assertThat(Arrays.copyOfRange(channel, 10 * FRAME + 60, 20 * FRAME))
                .isEqualTo(Arrays.copyOfRange(wide, 60, 10 * FRAME));
    }

    @Test
    void linearSamplesOfAnyRateAreKeptAsTheyAre() throws IOException {
        byte[] big = new byte[10 * 1764];
        new Random(3).nextBytes(big);
        Manifest manifest = call.packets(0, 97, big, 1764, 882).finish(Map.of(97, "L16/44100/1"));
        assertThat(Objects.requireNonNull(manifest.audio()).sampleRate()).isEqualTo(44_100);
        assertThat(call.channel(0, 1)).isEqualTo(samples(big, ByteOrder.BIG_ENDIAN));
    }

    @Test
    void opusIsPlacedByItsClockAndWhatIsLostIsGuessedButStaysAGap() throws Exception {
        List<byte[]> packets = OpusPackets.tone(12);
        for (int i = 0; i < packets.size(); i++) {
            if (i != 6) {
                call.packet(0, 96, i, 960L * i, 20 * i, packets.get(i));
            }
        }
        Manifest manifest = call.finish(Map.of(96, "opus/48000/2"));
        assertThat(Objects.requireNonNull(manifest.audio()).sampleRate()).isEqualTo(16_000);
        assertThat(manifest.gaps()).containsExactly(new Manifest.ManifestGap(0, 6 * 320, 7 * 320, 1, "lost"));
        short[] channel = call.channel(0, 1);
        assertThat(channel).hasSize(12 * 320);
        assertThat(loudest(channel, 6 * 320, 7 * 320)).isGreaterThan(5000);
    }

    @Test
    void whereOpusSendsNothingForSilenceTheTimeGoesOn() throws Exception {
        List<byte[]> packets = OpusPackets.tone(10);
        for (int i = 0; i < packets.size(); i++) {
            int when = i < 5 ? i : i + 20;
            call.packet(0, 96, i, 960L * when, 20 * when, packets.get(i));
        }
        Manifest manifest = call.finish(Map.of(96, "opus/48000/2"));
        assertThat(manifest.gaps())
                .containsExactly(new Manifest.ManifestGap(0, 5 * 320, 25 * 320, 0, "silence_suppressed"));
        assertThat(call.channel(0, 1)).hasSize(30 * 320);
    }

    @Test
    void aStreamThatChangesToAnotherClockGoesOnInTime() throws Exception {
        byte[] codes = new byte[FRAME];
        Arrays.fill(codes, (byte) 0x90);
        for (int i = 0; i < 10; i++) {
            call.packet(0, 0, i, 160L * i, 20 * i, codes);
        }
        List<byte[]> packets = OpusPackets.tone(10);
        for (int i = 0; i < packets.size(); i++) {
            call.packet(0, 96, 10 + i, 1600 + 960L * i, 200 + 20 * i, packets.get(i));
        }
        Manifest manifest = call.finish(Map.of(0, "PCMU/8000", 96, "opus/48000/2"));
        assertThat(manifest.gaps()).isEmpty();
        assertThat(manifest.flags()).isEmpty();
        assertThat(call.channel(0, 1)).hasSize(20 * 320);
    }

    @Test
    void ofRedundantAudioThePrimaryIsDecodedAndThePacketsAreKept() throws IOException {
        for (int i = 0; i < 9; i++) {
            byte[] payload = new byte[5 + 3 + FRAME];
            payload[0] = (byte) (0x80 | 9);
            payload[3] = 3;
            payload[4] = 9;
            System.arraycopy(g722, i * FRAME, payload, 8, FRAME);
            call.packet(0, 121, i, 160L * i, 20 * i, payload);
        }
        call.packet(0, 121, 9, 160L * 9, 180, new byte[] {(byte) 0x89, 0, 3, (byte) 0xFF, 9, 1});
        Manifest manifest = call.finish(Map.of(121, "red/8000", 9, "G722/8000"));
        assertThat(Arrays.copyOf(call.channel(0, 1), 18 * FRAME)).isEqualTo(Arrays.copyOf(wide, 18 * FRAME));
        assertThat(manifest.flags()).isEmpty();
        assertThat(manifest.streams().getFirst().kept())
                .isEqualTo(new Manifest.Kept("stream-0.pcapng", "redundancy", List.of("red/8000")));
    }

    @Test
    void aKeyPressIsListedOnceAndNotHeard() throws IOException {
        byte[] codes = new byte[FRAME];
        Arrays.fill(codes, (byte) 0x90);
        for (int i = 0; i < 5; i++) {
            call.packet(0, 0, i, 160L * i, 20 * i, codes);
        }
        // The first packet of the event is lost; the last one comes three times.
        int[] durations = {320, 480, 640, 640, 640};
        for (int i = 0; i < durations.length; i++) {
            byte[] event = {5, (byte) (i < 2 ? 10 : 0x8A), (byte) (durations[i] >> 8), (byte) durations[i]};
            call.packet(0, 101, 6 + i, 800, 120 + 20 * i, event);
        }
        call.packet(0, 101, 11, 1600, 240, new byte[] {11, (byte) 0x8A, 1, 64, 9});
        call.packet(0, 0, 12, 2400, 300, codes);
        Manifest manifest = call.finish(Map.of(0, "PCMU/8000", 101, "telephone-event/8000"));
        assertThat(manifest.events())
                .containsExactly(
                        new Manifest.Event(0, "5", Recorded.START.plusMillis(100), 800, 80),
                        new Manifest.Event(0, "#", Recorded.START.plusMillis(200), 1600, 40));
        byte[] wav = Files.readAllBytes(call.directory().resolve("audio.wav"));
        for (int i = 800; i < 2400; i++) {
            assertThat(wav[58 + i]).isEqualTo((byte) 0xFF);
        }
    }

    @Test
    void anEventThatIsTooLongForItsFieldIsStillOne() throws IOException {
        call.packet(0, 101, 0, 0, 0, new byte[] {1, 10, (byte) 0xFF, (byte) 0xFF});
        call.packet(0, 101, 1, 0xFFFF, 8192, new byte[] {1, (byte) 0x8A, 0x00, 0x50});
        Manifest manifest = call.finish(Map.of(101, "telephone-event/8000"));
        assertThat(manifest.events()).extracting(Manifest.Event::durationMillis).containsExactly((0xFFFF + 80L) / 8);
    }

    private void g722(int index, int millis) {
        call.packet(0, 9, index, 160L * index, millis, Rendering.slice(g722, index, FRAME));
    }

    private static int loudest(short[] samples, int from, int to) {
        int loudest = 0;
        for (int i = from; i < to; i++) {
            loudest = Math.max(loudest, Math.abs(samples[i]));
        }
        return loudest;
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in =
                Objects.requireNonNull(CodecRenderingTest.class.getResourceAsStream("/codec/" + name), name)) {
            return in.readAllBytes();
        }
    }

    private static short[] samples(byte[] raw, ByteOrder order) {
        short[] samples = new short[raw.length / 2];
        ByteBuffer.wrap(raw).order(order).asShortBuffer().get(samples);
        return samples;
    }
}
