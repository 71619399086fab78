package org.callvault.recording.spool.segment;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.callvault.recording.RecordingId;
import org.jspecify.annotations.Nullable;

/**
 * Bytes of a segment file, all numbers most significant byte first (docs/spool-format.md).
 *
 * <pre>
 *  segment: "CVSP" | version (1) | 0 (1) | lane (2) | spool key fingerprint (8) | CRC-32C (4)
 *  record:  0xCA17 (2) | type (1) | 0 (1) | body length (4) | CRC-32C of these 8 (4) | body
 *  key:     recording (36) | chain (8) | nonce (12) | wrapped data key (32 + 16)
 *  chunk:   chain (8) | number (4) | first arrival (8) | last arrival (8) | tag before (16) | sealed entries | tag (16)
 *  entry:   kind (1) | stream (2) | arrival (8) | length (4) | bytes
 * </pre>
 */
public final class SegmentFormat {
    public static final int SEGMENT_HEADER = 20;
    static final int FINGERPRINT_AT = 8;
    static final int FINGERPRINT = 8;
    public static final int RECORD_HEADER = 12;
    public static final int RECORDING = 36;
    public static final int TAG = 16;
    public static final int NONCE = 12;
    public static final int DATA_KEY = 32;
    public static final int CHUNK_HEADER = 8 + 4 + 8 + 8 + TAG;
    public static final int KEY_BODY = RECORDING + 8 + NONCE + DATA_KEY + TAG;
    public static final int ENTRY_HEADER = 1 + 2 + 8 + 4;

    public static final byte KEY = 1;
    public static final byte CHUNK = 2;

    private static final int MAGIC = 0x43565350;
    private static final byte VERSION = 1;
    private static final short RECORD_MAGIC = (short) 0xCA17;

    private SegmentFormat() {}

    /** What a record header says. */
    record RecordHeader(byte type, int bodyLength) {}

    public static void putSegmentHeader(ByteBuffer to, int lane, byte[] keyFingerprint) {
        int start = to.position();
        to.putInt(MAGIC).put(VERSION).put((byte) 0).putShort((short) lane).put(keyFingerprint);
        to.putInt(crc(to, start, SEGMENT_HEADER - 4));
    }

    /** Has a segment's header name another key. One that was altered names it too, and still shows that it was altered. */
    public static void rename(ByteBuffer header, byte[] keyFingerprint) {
        boolean whole = isSegmentHeader(header);
        header.put(FINGERPRINT_AT, keyFingerprint);
        if (whole) {
            header.putInt(SEGMENT_HEADER - 4, crc(header, 0, SEGMENT_HEADER - 4));
        }
    }

    /** Whether these are the bytes that were written as a segment's header. */
    static boolean isSegmentHeader(ByteBuffer from) {
        return from.remaining() >= SEGMENT_HEADER
                && from.getInt(0) == MAGIC
                && from.getInt(SEGMENT_HEADER - 4) == crc(from, 0, SEGMENT_HEADER - 4);
    }

    /** Whether a segment's header is of a version that this code reads, sealed under the key of that fingerprint. */
    static boolean isOurs(ByteBuffer header, byte[] keyFingerprint) {
        return header.get(4) == VERSION
                && header.slice(FINGERPRINT_AT, FINGERPRINT).equals(ByteBuffer.wrap(keyFingerprint));
    }

    public static void putRecordHeader(ByteBuffer to, byte type, int bodyLength) {
        int start = to.position();
        to.putShort(RECORD_MAGIC).put(type).put((byte) 0).putInt(bodyLength);
        to.putInt(crc(to, start, RECORD_HEADER - 4));
    }

    /** The record header at an index; null when there is none. */
    static @Nullable RecordHeader recordHeader(ByteBuffer from, int index) {
        if (from.limit() - index < RECORD_HEADER
                || from.getShort(index) != RECORD_MAGIC
                || from.getInt(index + RECORD_HEADER - 4) != crc(from, index, RECORD_HEADER - 4)
                || from.getInt(index + 4) < 0) {
            return null;
        }
        return new RecordHeader(from.get(index + 2), from.getInt(index + 4));
    }

    /** What a data key's wrapping authenticates: whose key it is. */
    public static byte[] keyContext(RecordingId recording, long chain) {
        return ByteBuffer.allocate(RECORDING + 8)
                .put(ascii(recording))
                .putLong(chain)
                .array();
    }

    public static byte[] ascii(RecordingId recording) {
        return recording.value().getBytes(StandardCharsets.US_ASCII);
    }

    /** The nonce of a chunk: its number, which no other chunk under the same data key has. */
    public static byte[] nonce(int number) {
        return ByteBuffer.allocate(NONCE).putInt(NONCE - 4, number).array();
    }

    private static int crc(ByteBuffer bytes, int index, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(index, length));
        return (int) crc.getValue();
    }
}
