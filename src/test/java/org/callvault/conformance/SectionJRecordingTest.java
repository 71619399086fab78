package org.callvault.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.callvault.config.output.Output;
import org.callvault.config.output.Output.Dtmf;
import org.callvault.config.output.Output.Format;
import org.callvault.config.output.Output.Parties;
import org.callvault.recording.Recorded;
import org.callvault.recording.contents.Contents;
import org.callvault.recording.contents.PacketPass;
import org.callvault.recording.finish.Rendering;
import org.callvault.recording.format.WavFormat;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.ManifestGap;
import org.callvault.recording.spool.EntryKind;
import org.callvault.rtp.RtpPacket;
import org.callvault.rtp.rtcp.NtpTime;
import org.callvault.rtp.rtcp.RtcpCompound;
import org.callvault.rtp.rtcp.SenderReport;
import org.callvault.rtp.rtcp.SourceDescription;
import org.callvault.rtp.rtcp.SourceDescription.Name;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 3550, 4733 and 3389: what a recording makes of its packets. */
@ExtendWith(ConformanceReport.class)
class SectionJRecordingTest {
    private static final Map<Integer, String> FORMATS = Map.of(0, "PCMU/8000", 101, "telephone-event/8000");
    private static final byte SILENCE = (byte) 0xFF;
    private static final byte SPEECH = (byte) 0x90;
    private static final int SAMPLES = 160;

    @TempDir
    Path temp;

    private Rendering call;

    @BeforeEach
    void open() throws IOException {
        call = new Rendering(temp);
    }

    /** 20 ms of speech at that place, in time. */
    private void speech(int sequence, int place) {
        byte[] codes = new byte[SAMPLES];
        Arrays.fill(codes, SPEECH);
        call.packet(0, 0, sequence, (long) SAMPLES * place, 20 * place, codes);
    }

    /** A packet of a key that was pressed at that place. */
    private void key(int sequence, int place, int code, boolean end, int duration) {
        byte[] event = {(byte) code, (byte) (end ? 0x8A : 10), (byte) (duration >> 8), (byte) duration};
        call.packet(0, 101, sequence, (long) SAMPLES * place, 20 * (place + duration / SAMPLES), event);
    }

    private Manifest.Event event(String digit, int place, int millis) {
        return new Manifest.Event(0, digit, Recorded.START.plusMillis(20L * place), (long) SAMPLES * place, millis);
    }

    /** Whether each 20 ms are speech, silence, or neither. */
    private String heard() throws IOException {
        byte[] wav = Files.readAllBytes(call.directory().resolve("audio.wav"));
        StringBuilder heard = new StringBuilder();
        for (int at = WavFormat.HEADER_BYTES; at + SAMPLES <= wav.length; at += SAMPLES) {
            byte[] codes = Arrays.copyOfRange(wav, at, at + SAMPLES);
            byte[] same = new byte[SAMPLES];
            Arrays.fill(same, codes[0]);
            boolean uniform = Arrays.equals(codes, same);
            heard.append(uniform && codes[0] == SPEECH ? 's' : uniform && codes[0] == SILENCE ? '.' : '?');
        }
        return heard.toString();
    }

    @Test
    @Statement(
            section = "J",
            number = 1,
            source = "RFC 3550, 6.4.1 and 6.5.1",
            text = "Streams of one canonical name are aligned by the NTP times of their sender reports, not by arrival")
    void streamsAreAlignedBySenderReports() throws IOException {
        Contents contents = new Contents(false);
        // The second began 7 ms after the first; the first arrives 80 ms late, the second 3.
        talk(contents, 0, 0, 80_000);
        talk(contents, 1, 7_000, 3_000);
        assertThat(beginning(contents, 1) - beginning(contents, 0)).isEqualTo(-70_000);
        contents.align();
        assertThat(beginning(contents, 1) - beginning(contents, 0)).isEqualTo(7_000);
    }

    private static long beginning(Contents contents, int stream) {
        return contents.stream(stream).survey().earliestMicros().orElseThrow();
    }

    private static void talk(Contents contents, int stream, long left, long delay) throws IOException {
        PacketPass pass = new PacketPass(null, contents);
        int ssrc = 100 + stream;
        long firstTimestamp = 90_000L * (stream + 1);
        for (int i = 0; i < 50; i++) {
            byte[] packet = new byte[12 + SAMPLES];
            RtpPacket.writeHeader(packet, 0, 0, false, i, firstTimestamp + (long) SAMPLES * i, ssrc);
            long arrival = Recorded.START_MICROS + left + 20_000L * i + delay;
            pass.entry(EntryKind.RTP, stream, arrival, packet, 0, packet.length);
        }
        // Its clock is ten seconds ahead of ours; what it tells is of half a second after its beginning.
        NtpTime time = NtpTime.ofEpochMicros(Recorded.START_MICROS + 10_000_000 + left + 500_000);
        RtcpCompound report = RtcpCompound.of(
                new SenderReport(ssrc, time, firstTimestamp + 4000, 25, 4000, List.of()),
                new SourceDescription(List.of(new Name(ssrc, "src"))));
        byte[] bytes = new byte[report.length()];
        report.write(bytes, 0);
        pass.entry(EntryKind.RTCP, stream, Recorded.START_MICROS + left + 500_000 + delay, bytes, 0, bytes.length);
    }

    @Test
    @Statement(
            section = "J",
            number = 3,
            source = "RFC 4733, 2.5.1.2 and 2.5.1.4",
            text =
                    "Packets of one timestamp and a growing duration are one event, its three last and late ones included")
    void packetsOfOneTimestampAreOneEvent() throws IOException {
        speech(0, 0);
        key(1, 1, 5, false, 160);
        key(3, 1, 5, true, 480);
        key(4, 1, 5, true, 480);
        key(5, 1, 5, true, 480);
        key(2, 1, 5, false, 320);
        speech(6, 10);
        assertThat(call.finish(FORMATS).events()).containsExactly(event("5", 1, 60));
    }

    @Test
    @Statement(
            section = "J",
            number = 3,
            source = "RFC 4733, 2.5.1.2",
            text = "The same key pressed twice is two events")
    void theSameKeyPressedTwiceIsTwoEvents() throws IOException {
        speech(0, 0);
        key(1, 1, 11, true, 320);
        key(2, 4, 11, true, 320);
        assertThat(call.finish(FORMATS).events()).containsExactly(event("#", 1, 40), event("#", 4, 40));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    @Statement(
            section = "J",
            number = 3,
            source = "RFC 4733, 2.5.1.4 and 2.5.2.2",
            text = "An event of which one packet alone arrives, whichever it is, still counts, from its beginning")
    void anEventOfOnePacketStillCounts(int arrives) throws IOException {
        int[] durations = {160, 320, 480, 480, 480};
        speech(0, 0);
        key(arrives, 1, 7, arrives >= 3, durations[arrives - 1]);
        speech(6, 10);
        assertThat(call.finish(FORMATS).events()).containsExactly(event("7", 1, durations[arrives - 1] / 8));
    }

    @Test
    @Statement(
            section = "J",
            number = 3,
            source = "RFC 4733, 2.5.2.2",
            text = "Events are listed and not heard: where nothing else was sent there is silence")
    void eventsAreNotHeard() throws IOException {
        speech(0, 0);
        key(1, 1, 1, false, 160);
        key(2, 1, 1, true, 320);
        speech(3, 3);
        assertThat(call.finish(FORMATS).events()).hasSize(1);
        assertThat(heard()).isEqualTo("s..s");
    }

    @Test
    @Statement(
            section = "J",
            number = 4,
            source = "RFC 3389, 4",
            text =
                    "Comfort noise is silence that shifts nothing and is no loss: speech goes on where its timestamp says")
    void comfortNoiseShiftsNothing() throws IOException {
        speech(0, 0);
        speech(1, 1);
        call.packet(0, 13, 2, 2L * SAMPLES, 40, new byte[] {60});
        call.packet(0, 13, 3, 5L * SAMPLES, 100, new byte[] {60});
        speech(4, 8);
        speech(5, 9);
        Manifest manifest = call.finish(FORMATS);
        assertThat(heard()).isEqualTo("ss......ss");
        assertThat(manifest.flags()).isEmpty();
        assertThat(manifest.streams().getFirst().kept()).isNull();
        assertThat(manifest.streams().getFirst().packets().lost()).isZero();
        assertThat(manifest.gaps())
                .containsExactly(new ManifestGap(0, 2 * SAMPLES, 8 * SAMPLES, 0, "silence_suppressed"));
    }

    @Test
    @Statement(
            section = "J",
            number = 4,
            source = "RFC 3550, 5.1 and 6.4.1",
            text = "What was lost is silence of the same length, listed with the number of its packets")
    void whatWasLostIsSilenceAndListed() throws IOException {
        speech(0, 0);
        speech(4, 4);
        speech(5, 5);
        speech(7, 7);
        Manifest manifest = call.finish(FORMATS);
        assertThat(heard()).isEqualTo("s...ss.s");
        assertThat(manifest.streams().getFirst().packets().lost()).isEqualTo(4);
        assertThat(manifest.gaps())
                .containsExactly(
                        new ManifestGap(0, SAMPLES, 4 * SAMPLES, 3, "lost"),
                        new ManifestGap(0, 6 * SAMPLES, 7 * SAMPLES, 1, "lost"));
    }

    @Test
    @Statement(
            section = "J",
            number = 3,
            source = "RFC 4733, 6",
            text = "Digits can be kept out of what is stored, by policy")
    void digitsCanBeKeptOut() throws IOException {
        for (int i = 0; i < 20; i++) {
            speech(2 * i, i);
        }
        key(15, 7, 5, false, SAMPLES);
        key(17, 7, 5, true, 2 * SAMPLES);
        Output redact = new Output(List.of(Format.WAV), Parties.TOGETHER, false, 24_000, Dtmf.REDACT);
        Manifest manifest = call.as(redact).finish(FORMATS);
        assertThat(manifest.events())
                .containsExactly(new Manifest.Event(0, "redacted", Recorded.START.plusMillis(140), 7L * SAMPLES, 40));
        assertThat(heard()).as("60 ms before and after the key are silent too").isEqualTo("ssss........ssssssss");
    }
}
