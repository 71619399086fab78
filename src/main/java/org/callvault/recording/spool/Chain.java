package org.callvault.recording.spool;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import javax.crypto.spec.SecretKeySpec;
import org.callvault.recording.RecordingId;
import org.callvault.recording.spool.segment.SegmentFormat;

/**
 * The chunks that one writer makes of one recording: numbered from 0, sealed under a data key of their own, each
 * authenticating the tag of the one before. So nonces never repeat, and a chunk that is gone or exchanged shows.
 */
final class Chain {
    private static final int FIRST_CAPACITY = 4096;

    /** What stands before the entries in a chunk's record. */
    private static final int HEADERS = SegmentFormat.RECORD_HEADER + SegmentFormat.CHUNK_HEADER;

    /** No room yet; never written to, since it has none. */
    private static final ByteBuffer NONE = ByteBuffer.allocate(HEADERS).position(HEADERS);

    private final RecordingId recording;
    private final long id;
    private final byte[] dataKey = new byte[SegmentFormat.DATA_KEY];
    private final SecretKeySpec keySpec;
    private final byte[] tagBefore = new byte[SegmentFormat.TAG];
    private int number;
    /** The open chunk's record, up to where it is filled; sealed in place. */
    private ByteBuffer record = NONE;

    private long firstArrival;
    private long lastArrival;

    Chain(RecordingId recording, SecureRandom random) {
        this.recording = recording;
        this.id = random.nextLong();
        random.nextBytes(dataKey);
        this.keySpec = new SecretKeySpec(dataKey, "AES");
    }

    /** Appends to the open chunk. */
    void append(EntryKind kind, int stream, long arrivalMicros, byte[] buffer, int offset, int length) {
        reserve(SegmentFormat.ENTRY_HEADER + length);
        firstArrival = openBytes() == 0 ? arrivalMicros : Math.min(firstArrival, arrivalMicros);
        lastArrival = openBytes() == 0 ? arrivalMicros : Math.max(lastArrival, arrivalMicros);
        record.put((byte) kind.code()).putShort((short) stream).putLong(arrivalMicros);
        record.putInt(length).put(buffer, offset, length);
    }

    /** By half each time: it is as large as a second of audio needs as long as the call lives, in each of thousands. */
    private void reserve(int more) {
        int needed = Math.addExact(record.position(), more + SegmentFormat.TAG);
        if (record.capacity() < needed) {
            int grown = Math.clamp(record.capacity() * 3L / 2, FIRST_CAPACITY, Integer.MAX_VALUE - 8);
            record = ByteBuffer.allocate(Math.max(needed, grown))
                    .put(record.duplicate().flip());
        }
    }

    /** Bytes of entries in the open chunk. */
    int openBytes() {
        return record.position() - HEADERS;
    }

    /** Seals the open chunk, which holds something, where it lies, and begins the next. */
    SealedChunk seal(Gcm gcm) {
        ByteBuffer sealed = record;
        int end = sealed.position();
        SegmentFormat.putRecordHeader(
                sealed.position(0), SegmentFormat.CHUNK, end - SegmentFormat.RECORD_HEADER + SegmentFormat.TAG);
        sealed.putLong(id)
                .putInt(number)
                .putLong(firstArrival)
                .putLong(lastArrival)
                .put(tagBefore);
        ByteBuffer context = context(recording, sealed.slice(SegmentFormat.RECORD_HEADER, SegmentFormat.CHUNK_HEADER));
        gcm.seal(
                keySpec,
                SegmentFormat.nonce(number),
                context,
                sealed.duplicate().limit(end),
                sealed);
        sealed.flip();
        sealed.get(sealed.limit() - SegmentFormat.TAG, tagBefore);
        number = Math.incrementExact(number);
        record = NONE;
        return new SealedChunk(this, sealed);
    }

    /**
     * Takes the room of a chunk back that is on disk, for one of the next: thousands of calls would make garbage of as much
     * as they record. After a second that held more than usual, as when this node was held up, it is too large.
     */
    void reuse(SealedChunk chunk) {
        ByteBuffer room = chunk.bytes();
        int usual = Math.max(FIRST_CAPACITY, room.limit() + room.limit() / 8);
        if (record.capacity() == HEADERS && room.capacity() <= usual + usual / 4) {
            record = room.clear().position(HEADERS);
        }
    }

    /** What a chunk authenticates beside its entries: whose it is and its whole header. */
    static ByteBuffer context(RecordingId recording, ByteBuffer chunkHeader) {
        return ByteBuffer.allocate(SegmentFormat.RECORDING + SegmentFormat.CHUNK_HEADER)
                .put(SegmentFormat.ascii(recording))
                .put(chunkHeader)
                .flip();
    }

    /** The record that lets a holder of the spool key read this chain; each segment with chunks of it has one. */
    ByteBuffer keyRecord(Gcm gcm, SpoolKey spoolKey, SecureRandom random) {
        ByteBuffer bytes = ByteBuffer.allocate(SegmentFormat.RECORD_HEADER + SegmentFormat.KEY_BODY);
        SegmentFormat.putRecordHeader(bytes, SegmentFormat.KEY, SegmentFormat.KEY_BODY);
        gcm.wrap(spoolKey, random, recording, id, dataKey, bytes);
        return bytes.flip();
    }

    RecordingId recording() {
        return recording;
    }

    long id() {
        return id;
    }

    @Override
    public String toString() {
        return "Chain[" + recording + "]";
    }
}
