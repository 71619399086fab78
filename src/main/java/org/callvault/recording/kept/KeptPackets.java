package org.callvault.recording.kept;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.format.PacketCapture;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the packets of one stream as a capture, decrypted, with the times of their arrival, and with announcements that say
 * what their payload types mean from there on.
 */
public final class KeptPackets implements Closeable {
    /** Where announcements go (RFC 2974, section 3). */
    static final int ANNOUNCEMENT_PORT = 9875;

    static final String SUFFIX = ".pcapng";
    public static final String MEDIA_TYPE = "application/x-pcapng";

    private static final int ANNOUNCEMENT_GROUP = 0xE0027FFE;
    private static final int FIRST_PORT = 30_000;

    private final OutputStream out;
    private final int port;
    private RecordingDescription.@Nullable Stream announced;

    /** Writes into a file, which it closes. */
    public KeptPackets(OutputStream file, int stream) throws IOException {
        this.out = new BufferedOutputStream(file, 1 << 16);
        this.port = rtpPort(stream);
        out.write(PacketCapture.fileHeader());
    }

    /** The port that a stream's RTP is shown to go to; its RTCP goes to the next one. */
    static int rtpPort(int stream) {
        return FIRST_PORT + 2 * stream;
    }

    public static String name(int stream) {
        return "stream-" + stream + SUFFIX;
    }

    /** Tells what payload types mean, unless it was told already. */
    public void describe(RecordingDescription.Stream stream, long micros) throws IOException {
        RecordingDescription.Stream before = announced;
        if (before == null
                || !before.payloadTypes().equals(stream.payloadTypes())
                || !before.formatParameters().equals(stream.formatParameters())) {
            announced = stream;
            byte[] message = PacketCapture.announcement(description(stream));
            if (message.length <= PacketCapture.MAX_PACKET_BYTES) {
                out.write(PacketCapture.packet(
                        micros, ANNOUNCEMENT_GROUP, ANNOUNCEMENT_PORT, ANNOUNCEMENT_PORT, message, 0, message.length));
            }
        }
    }

    private String description(RecordingDescription.Stream stream) {
        StringBuilder text =
                new StringBuilder("v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.2\r\nt=0 0\r\n");
        text.append("m=audio ").append(port).append(" RTP/AVP");
        stream.payloadTypes().keySet().stream().sorted().forEach(type -> text.append(' ')
                .append(type));
        text.append("\r\n");
        stream.payloadTypes().forEach((type, format) -> line(text, "a=rtpmap:" + type + " " + format));
        stream.formatParameters().forEach((type, parameters) -> line(text, "a=fmtp:" + type + " " + parameters));
        return text.toString();
    }

    private static void line(StringBuilder text, String line) {
        text.append(line).append("\r\n");
    }

    public void packet(boolean rtcp, long arrivalMicros, byte[] buffer, int offset, int length) throws IOException {
        if (length <= PacketCapture.MAX_PACKET_BYTES) {
            int to = rtcp ? port + 1 : port;
            out.write(PacketCapture.packet(arrivalMicros, PacketCapture.RECORDER, to, to, buffer, offset, length));
        }
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
