package org.callvault.recording.encode;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Pages of Ogg with one logical stream (RFC 3533, section 6). Packets do not go on from page to page.
 *
 * <pre>
 *  0        4       5       6             14        18        22    26         27
 *  | "OggS" | 0     | flags | granule (8) | serial  | number  | CRC | segments | their lengths | packets
 * </pre>
 *
 * All numbers have their least byte first.
 */
final class OggPages implements Closeable {
    private static final int HEADER = 27;
    private static final int CRC_AT = 22;
    private static final int MOST_SEGMENTS = 255;
    private static final int FIRST = 2;
    private static final int LAST = 4;
    private static final Crc CRC = new Crc(32, 0x04C11DB7);

    private final OutputStream out;
    private final int serial;
    private final ByteBuffer segments = ByteBuffer.allocate(MOST_SEGMENTS);
    private final ByteBuffer packets = ByteBuffer.allocate(MOST_SEGMENTS * 255);
    private long granule;
    private int number;

    OggPages(OutputStream out, int serial) {
        this.out = out;
        this.serial = serial;
    }

    /**
     * Adds a packet.
     *
     * @param granuleAfter where the stream is when it has been played
     */
    void packet(byte[] bytes, int length, long granuleAfter) throws IOException {
        int needed = length / 255 + 1;
        if (needed > MOST_SEGMENTS) {
            throw new IllegalArgumentException("a packet of " + length + " bytes is too long for a page");
        }
        if (segments.remaining() < needed) {
            endPage();
        }
        for (int left = length; left >= 255; left -= 255) {
            segments.put((byte) 255);
        }
        segments.put((byte) (length % 255));
        packets.put(bytes, 0, length);
        granule = granuleAfter;
    }

    /** Ends a page, if there is anything on it. */
    void endPage() throws IOException {
        if (segments.position() > 0) {
            page(0);
        }
    }

    private void page(int flags) throws IOException {
        segments.flip();
        packets.flip();
        ByteBuffer page = ByteBuffer.allocate(HEADER + segments.limit() + packets.limit())
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("OggS".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 0)
                .put((byte) (flags | (number == 0 ? FIRST : 0)))
                .putLong(granule)
                .putInt(serial)
                .putInt(number++)
                .putInt(0)
                .put((byte) segments.limit())
                .put(segments)
                .put(packets);
        page.putInt(CRC_AT, CRC.of(page.array(), page.capacity()));
        out.write(page.array());
        segments.clear();
        packets.clear();
    }

    /** Where the stream ends, which may be before the end of its last packet; then nothing more comes. */
    void end(long lastGranule) throws IOException {
        granule = lastGranule;
        page(LAST);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
