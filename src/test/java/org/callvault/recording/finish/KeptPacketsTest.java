package org.callvault.recording.finish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.contents.PacketPass;
import org.callvault.recording.contents.RtpEntry;
import org.callvault.recording.kept.KeptPackets;
import org.callvault.recording.kept.KeptPacketsReader;
import org.callvault.rtp.RtpPacket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeptPacketsTest {
    private static final long MICROS = Recorded.START_MICROS + 123_456;
    private static final RecordingDescription.Stream STREAM = new RecordingDescription.Stream(
            3,
            "a",
            List.of(),
            Map.of(97, "AMR/8000"),
            Map.of(97, "octet-align=1; mode-set=0,2"),
            "RTP/SAVP",
            null,
            List.of());

    @TempDir
    Path temp;

    private final List<String> read = new ArrayList<>();

    /** What a block holds, read by the words of the formats and not by our own reader. */
    private record Datagram(long micros, int sourceAddress, int destination, int port, byte[] payload) {}

    @Test
    void eachBlockIsADatagramThatAnyReaderOfCapturesUnderstands() throws IOException {
        byte[] rtp = Recorded.packet(0, 1);
        byte[] odd = Arrays.copyOf(rtp, 33);
        Path file = write(rtp, odd);
        List<Datagram> datagrams = datagrams(Files.readAllBytes(file));
        assertThat(datagrams).hasSize(3);
        assertThat(new String(datagrams.getFirst().payload(), StandardCharsets.UTF_8))
                .contains("application/sdp\0v=0\r\n")
                .contains("m=audio 30006 RTP/AVP 97\r\n")
                .contains("a=rtpmap:97 AMR/8000\r\n")
                .contains("a=fmtp:97 octet-align=1; mode-set=0,2\r\n");
        assertThat(datagrams.getFirst().port()).isEqualTo(9875);
        assertThat(datagrams.get(1).payload()).isEqualTo(rtp);
        assertThat(datagrams.get(1).port()).isEqualTo(30_006);
        assertThat(datagrams.get(1).micros()).isEqualTo(MICROS);
        assertThat(datagrams.get(2).payload()).isEqualTo(odd);
        assertThat(datagrams.get(2).port()).isEqualTo(30_007);
    }

    @Test
    void whatWasKeptIsReadAgainWithItsTimesAndFormats() throws IOException {
        byte[] rtp = new byte[40];
        RtpPacket.writeHeader(rtp, 0, 97, false, 7, 160, 99);
        Path file = write(rtp, new byte[] {(byte) 0x80, (byte) 201, 0, 1, 0, 0, 0, 99});
        readAgain(file);
        assertThat(read).containsExactly("rtp 3 7 " + MICROS + " AMR/8000 28", "rtcp 3 8");
    }

    @Test
    void aCaptureThatIsCutOffOrOfAnotherIsRefused() throws IOException {
        Path file = write(Recorded.packet(0, 1), new byte[8]);
        byte[] whole = Files.readAllBytes(file);
        for (int length = 1; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            if (length == 48 || endsABlock(whole, length)) {
                continue;
            }
            assertThatThrownBy(() -> readAgain(file))
                    .as("cut after %d", length)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged");
        }
    }

    private void readAgain(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            KeptPacketsReader.read(in, file.toString(), 3, new PacketPass(null, new Noting()));
        }
    }

    private static boolean endsABlock(byte[] whole, int length) {
        int at = 48;
        while (at < length) {
            at += ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getInt(at + 4);
        }
        return at == length;
    }

    private Path write(byte[] rtp, byte[] rtcp) throws IOException {
        Path file = temp.resolve("kept.pcapng");
        try (KeptPackets kept = new KeptPackets(Files.newOutputStream(file), 3)) {
            kept.describe(STREAM, MICROS);
            kept.describe(STREAM, MICROS + 5);
            kept.packet(false, MICROS, rtp, 0, rtp.length);
            kept.packet(true, MICROS + 1, rtcp, 0, rtcp.length);
        }
        return file;
    }

    private static List<Datagram> datagrams(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(in.getInt()).isEqualTo(0x0A0D0D0A);
        int section = in.getInt();
        assertThat(in.getInt()).isEqualTo(0x1A2B3C4D);
        assertThat(in.getInt(section - 4)).isEqualTo(section);
        in.position(section);
        assertThat(in.getInt()).as("interface description").isEqualTo(1);
        int description = in.getInt();
        assertThat(in.getShort()).as("raw IP").isEqualTo((short) 101);
        in.position(section + description);
        List<Datagram> datagrams = new ArrayList<>();
        while (in.hasRemaining()) {
            datagrams.add(datagram(in));
        }
        return datagrams;
    }

    private static Datagram datagram(ByteBuffer in) {
        int start = in.position();
        assertThat(in.getInt()).isEqualTo(6);
        int block = in.getInt();
        assertThat(block % 4).isZero();
        assertThat(in.getInt(start + block - 4)).isEqualTo(block);
        assertThat(in.getInt()).isZero();
        long micros = ((long) in.getInt() << 32) | (in.getInt() & 0xFFFFFFFFL);
        int captured = in.getInt();
        assertThat(in.getInt()).isEqualTo(captured);
        byte[] packet = new byte[captured];
        in.get(packet).position(start + block);
        ByteBuffer ip = ByteBuffer.wrap(packet);
        int sum = 0;
        for (int at = 0; at < 20; at += 2) {
            sum += ip.getShort(at) & 0xFFFF;
        }
        assertThat((sum & 0xFFFF) + (sum >> 16)).as("checksum").isEqualTo(0xFFFF);
        assertThat(ip.get(0)).isEqualTo((byte) 0x45);
        assertThat(ip.getShort(2)).isEqualTo((short) captured);
        assertThat(ip.get(9)).as("UDP").isEqualTo((byte) 17);
        assertThat(ip.getShort(24)).isEqualTo((short) (captured - 20));
        return new Datagram(
                micros,
                ip.getInt(12),
                ip.getInt(16),
                ip.getShort(22) & 0xFFFF,
                Arrays.copyOfRange(packet, 28, captured));
    }

    private final class Noting implements PacketPass.Reader {
        @Override
        public void rtp(RtpEntry packet) {
            read.add("rtp " + packet.stream() + " " + packet.time().sequence() + " "
                    + packet.time().arrivalMicros() + " " + packet.payload().format() + " " + packet.payloadLength());
        }

        @Override
        public void rtcp(int stream, long arrivalMicros, byte[] buffer, int offset, int length) {
            read.add("rtcp " + stream + " " + length);
        }
    }
}
