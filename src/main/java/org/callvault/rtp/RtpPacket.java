package org.callvault.rtp;

/**
 * A view over an RTP packet in a buffer (RFC 3550, section 5.1); wrap, then read. It allocates nothing and is used by one
 * thread at a time.
 *
 * <pre>
 *  0                   1                   2                   3
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * |                           timestamp                           |
 * |           synchronization source (SSRC) identifier            |
 * |            contributing source (CSRC) identifiers ...         |
 * |      defined by profile       |           length              |  if X
 * </pre>
 */
public final class RtpPacket {
    /** Bytes of the header without CSRCs and extension. */
    public static final int FIXED_HEADER = 12;

    private static final int VERSION_2 = 0x80;
    private byte[] buffer = new byte[0];
    private int offset;
    private int length;
    private int headerLength;

    /** Points this view at a datagram; false when it is no valid RTP version 2 packet (RFC 3550, 5.1, A.1). */
    public boolean wrap(byte[] packet, int start, int size) {
        if (size < FIXED_HEADER || (packet[start] & 0xc0) != VERSION_2) {
            return false;
        }
        int header = FIXED_HEADER + 4 * (packet[start] & 0x0f);
        if ((packet[start] & 0x10) != 0) {
            if (size < header + 4) {
                return false;
            }
            header += 4 + 4 * unsignedShort(packet, start + header + 2);
        }
        if (header > size) {
            return false;
        }
        buffer = packet;
        offset = start;
        length = size;
        headerLength = header;
        return true;
    }

    public int payloadType() {
        return buffer[offset + 1] & 0x7f;
    }

    public boolean marker() {
        return (buffer[offset + 1] & 0x80) != 0;
    }

    /** 0..65535. */
    public int sequenceNumber() {
        return unsignedShort(buffer, offset + 2);
    }

    /** 0..2^32-1. */
    public long timestamp() {
        return Integer.toUnsignedLong(word(offset + 4));
    }

    public int ssrc() {
        return word(offset + 8);
    }

    /** How many contributing sources a mixer names, 0 to 15. */
    public int contributors() {
        return buffer[offset] & 0x0f;
    }

    /** One of them. */
    public int contributor(int index) {
        return word(offset + FIXED_HEADER + 4 * index);
    }

    /** Fixed header, CSRCs and extension, bytes. */
    public int headerLength() {
        return headerLength;
    }

    /** Offset of the payload in the wrapped buffer. */
    public int payloadOffset() {
        return offset + headerLength;
    }

    /** Payload bytes without padding; a padding count that does not fit gives 0. Of plain RTP only. */
    public int payloadLength() {
        int payload = length - headerLength;
        if ((buffer[offset] & 0x20) == 0) {
            return payload;
        }
        int padding = payload == 0 ? 0 : buffer[offset + length - 1] & 0xff;
        return padding == 0 || padding > payload ? 0 : payload - padding;
    }

    /** Writes a 12-byte header without CSRCs, extension or padding. */
    public static void writeHeader(
            byte[] buffer, int offset, int payloadType, boolean marker, int sequenceNumber, long timestamp, int ssrc) {
        buffer[offset] = (byte) VERSION_2;
        buffer[offset + 1] = (byte) ((payloadType & 0x7f) | (marker ? 0x80 : 0));
        buffer[offset + 2] = (byte) (sequenceNumber >>> 8);
        buffer[offset + 3] = (byte) sequenceNumber;
        for (int i = 0; i < 4; i++) {
            buffer[offset + 4 + i] = (byte) (timestamp >>> (24 - 8 * i));
            buffer[offset + 8 + i] = (byte) (ssrc >>> (24 - 8 * i));
        }
    }

    private int word(int at) {
        return (unsignedShort(buffer, at) << 16) | unsignedShort(buffer, at + 2);
    }

    private static int unsignedShort(byte[] bytes, int at) {
        return ((bytes[at] & 0xff) << 8) | (bytes[at + 1] & 0xff);
    }
}
