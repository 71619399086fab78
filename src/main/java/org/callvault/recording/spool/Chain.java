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

    private final RecordingId recording;
    private final long id;
    private final byte[] dataKey = new byte[SegmentFormat.DATA_KEY];
    private final SecretKeySpec keySpec;
    private final byte[] tagBefore = new byte[SegmentFormat.TAG];
    private int number;
    private ByteBuffer entries = ByteBuffer.allocate(FIRST_CAPACITY);
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
        firstArrival = entries.position() == 0 ? arrivalMicros : Math.min(firstArrival, arrivalMicros);
        lastArrival = entries.position() == 0 ? arrivalMicros : Math.max(lastArrival, arrivalMicros);
        entries.put((byte) kind.code()).putShort((short) stream).putLong(arrivalMicros);
        entries.putInt(length).put(buffer, offset, length);
    }

    /** By half each time: it is as large as a second of audio needs as long as the call lives, in each of thousands. */
    private void reserve(int more) {
        if (entries.remaining() < more) {
            int needed = Math.addExact(entries.position(), more);
            int grown = (int) Math.min(Integer.MAX_VALUE - 8L, entries.capacity() * 3L / 2);
            entries.flip();
            entries = ByteBuffer.allocate(Math.max(needed, grown)).put(entries);
        }
    }

    /** Bytes in the open chunk. */
    int openBytes() {
        return entries.position();
    }

    /** Seals the open chunk, which holds something, and begins the next. */
    SealedChunk seal(Gcm gcm) {
        int body = SegmentFormat.CHUNK_HEADER + entries.position() + SegmentFormat.TAG;
        ByteBuffer bytes = ByteBuffer.allocate(SegmentFormat.RECORD_HEADER + body);
        SegmentFormat.putRecordHeader(bytes, SegmentFormat.CHUNK, body);
        int headerAt = bytes.position();
        bytes.putLong(id)
                .putInt(number)
                .putLong(firstArrival)
                .putLong(lastArrival)
                .put(tagBefore);
        ByteBuffer context = context(recording, bytes.slice(headerAt, SegmentFormat.CHUNK_HEADER));
        gcm.seal(keySpec, SegmentFormat.nonce(number), context, entries.array(), entries.position(), bytes);
        bytes.flip();
        bytes.get(bytes.limit() - SegmentFormat.TAG, tagBefore);
        number = Math.incrementExact(number);
        entries.clear();
        return new SealedChunk(this, bytes);
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
