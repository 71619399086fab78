package org.callvault.recording.format;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * The rtpdump file format of rtptools: packets as they came, for what this recorder cannot decode.
 *
 * <pre>
 *  "#!rtpplay1.0 0.0.0.0/0\n"
 *  start: seconds (4)  microseconds (4)  source (4)  port (2)  padding (2)
 *  each packet: length with these 8 bytes (2)  length of RTP, 0 for RTCP (2)  milliseconds since start (4)  packet
 * </pre>
 */
public final class RtpDump {
    /** Longest packet whose length field still fits. */
    public static final int MAX_PACKET_BYTES = 0xFFFF - 8;

    private static final byte[] LINE = "#!rtpplay1.0 0.0.0.0/0\n".getBytes(StandardCharsets.US_ASCII);

    private RtpDump() {}

    /** What a file begins with. */
    public static byte[] header(long startMicros) {
        return ByteBuffer.allocate(LINE.length + 16)
                .put(LINE)
                .putInt((int) (startMicros / 1_000_000))
                .putInt((int) (startMicros % 1_000_000))
                .putInt(0)
                .putInt(0)
                .array();
    }

    /** What stands before a packet of so many bytes. */
    public static byte[] packetHeader(int length, boolean rtcp, long millisSinceStart) {
        return ByteBuffer.allocate(8)
                .putShort((short) (length + 8))
                .putShort((short) (rtcp ? 0 : length))
                .putInt((int) Math.max(0, millisSinceStart))
                .array();
    }
}
