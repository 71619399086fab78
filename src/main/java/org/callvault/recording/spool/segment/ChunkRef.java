package org.callvault.recording.spool.segment;

import java.nio.ByteBuffer;
import java.nio.file.Path;

/** Where a chunk is, as its unauthenticated header says. */
public record ChunkRef(Path file, long offset, int bodyLength, long chain, int number, long firstArrival) {
    static ChunkRef of(Path file, long offset, int bodyLength, ByteBuffer chunkHeader) {
        return new ChunkRef(
                file, offset, bodyLength, chunkHeader.getLong(0), chunkHeader.getInt(8), chunkHeader.getLong(12));
    }

    long bodyOffset() {
        return offset + SegmentFormat.RECORD_HEADER;
    }
}
