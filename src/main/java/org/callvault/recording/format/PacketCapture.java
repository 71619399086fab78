package org.callvault.recording.format;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The blocks of a pcapng file (draft-ietf-opsawg-pcapng) as it is written here, least byte first: one section, one
 * interface of raw IPv4 whose times are microseconds.
 *
 * <pre>
 *  Section Header          0A0D0D0A  length  1A2B3C4D  1 0  -1 (length of section)  options  length
 *  Interface Description   1         length  101 0  0 (no limit)                    length
 *  Enhanced Packet         6         length  0  time high  time low  captured  original  packet, padded to 4  length
 * </pre>
 *
 * <p>The packets were decrypted, and what they came in is gone; so each is given the headers of IPv4 and UDP that let
 * readers of such files see what it is. Addresses are those that RFC 5737 keeps for examples.
 */
public final class PacketCapture {
    /** Headers of IPv4 (without options) and UDP. */
    public static final int HEADER_BYTES = 28;

    /** Longest packet that a datagram holds. */
    public static final int MAX_PACKET_BYTES = 0xFFFF - HEADER_BYTES;

    /** Of a file that begins as it should. */
    public static final int FILE_HEADER_BYTES = 28 + 20;

    /** Bytes before the packet in its block. */
    public static final int BLOCK_HEADER_BYTES = 28;

    public static final int PACKET_BLOCK = 6;

    /** Who sends: 192.0.2.1. */
    public static final int SENDER = 0xC0000201;

    /** Who records: 192.0.2.2. */
    public static final int RECORDER = 0xC0000202;

    private static final int RAW_IP = 101;
    private static final int UDP = 17;

    private PacketCapture() {}

    /** What a file begins with. */
    public static byte[] fileHeader() {
        ByteBuffer header = ByteBuffer.allocate(FILE_HEADER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        header.putInt(0x0A0D0D0A)
                .putInt(28)
                .putInt(0x1A2B3C4D)
                .putShort((short) 1)
                .putShort((short) 0);
        header.putLong(-1).putInt(28);
        header.putInt(1)
                .putInt(20)
                .putShort((short) RAW_IP)
                .putShort((short) 0)
                .putInt(0)
                .putInt(20);
        return header.array();
    }

    /** A block of one datagram. */
    public static byte[] packet(
            long micros, int destination, int sourcePort, int destinationPort, byte[] buffer, int offset, int length) {
        int captured = HEADER_BYTES + length;
        int padded = (captured + 3) & ~3;
        int block = BLOCK_HEADER_BYTES + padded + 4;
        ByteBuffer out = ByteBuffer.allocate(block).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(PACKET_BLOCK).putInt(block).putInt(0);
        out.putInt((int) (micros >>> 32)).putInt((int) micros).putInt(captured).putInt(captured);
        out.order(ByteOrder.BIG_ENDIAN);
        ip(out, destination, captured);
        out.putShort((short) sourcePort).putShort((short) destinationPort).putShort((short) (8 + length));
        // RFC 768: no checksum was made.
        out.putShort((short) 0);
        out.put(buffer, offset, length);
        out.order(ByteOrder.LITTLE_ENDIAN).putInt(block - 4, block);
        return out.array();
    }

    private static void ip(ByteBuffer out, int destination, int total) {
        int start = out.position();
        out.put((byte) 0x45).put((byte) 0).putShort((short) total).putInt(0);
        out.put((byte) 64).put((byte) UDP).putShort((short) 0).putInt(SENDER).putInt(destination);
        int sum = 0;
        for (int at = start; at < start + 20; at += 2) {
            sum += out.getShort(at) & 0xFFFF;
        }
        sum = (sum & 0xFFFF) + (sum >> 16);
        out.putShort(start + 10, (short) ~(sum + (sum >> 16)));
    }

    /**
     * A session announcement (RFC 2974), as readers of captures know it: it tells them which port holds RTP and what the
     * payload types mean.
     */
    public static byte[] announcement(String sessionDescription) {
        byte[] type = "application/sdp\0".getBytes(StandardCharsets.US_ASCII);
        byte[] text = sessionDescription.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + type.length + text.length)
                .put((byte) 0x20)
                .put((byte) 0)
                .putShort((short) 1)
                .putInt(SENDER)
                .put(type)
                .put(text)
                .array();
    }
}
