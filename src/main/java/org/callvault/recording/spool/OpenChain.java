package org.callvault.recording.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.callvault.recording.spool.segment.SegmentFiles;
import org.callvault.recording.spool.segment.SpoolDamage;

/** A chain that is being read entry by entry: one chunk of it in memory. The entries were sealed by a writer of ours, so their lengths fit. */
final class OpenChain {
    /** kind, stream */
    private static final int BEFORE_ARRIVAL = 3;

    private final ChainCursor cursor;
    private ByteBuffer chunk = ByteBuffer.allocate(0);
    private int chunks;

    OpenChain(ChainCursor cursor) {
        this.cursor = cursor;
    }

    /** Opens the next chunk that is whole, when this one has been shown; false at the end. */
    boolean advance(SegmentFiles files, List<SpoolDamage> damage) throws IOException {
        while (!chunk.hasRemaining() && cursor.hasNext()) {
            Optional<byte[]> entries = cursor.next(files, damage);
            if (entries.isPresent()) {
                chunk = ByteBuffer.wrap(entries.get());
                chunks++;
            }
        }
        return chunk.hasRemaining();
    }

    boolean hasEntry() {
        return chunk.hasRemaining();
    }

    /** Of the next entry. */
    long arrival() {
        return chunk.getLong(chunk.position() + BEFORE_ARRIVAL);
    }

    void show(EntryVisitor visitor) throws IOException {
        EntryKind kind = EntryKind.of(chunk.get());
        int stream = chunk.getShort();
        long arrivalMicros = chunk.getLong();
        int length = chunk.getInt();
        int at = chunk.position();
        visitor.entry(kind, stream, arrivalMicros, chunk.array(), at, length);
        chunk.position(at + length);
    }

    /** Chunks that were not opened yet. */
    long left() {
        return cursor.left();
    }

    ReadReport.Part part() {
        return new ReadReport.Part(cursor.chain(), chunks);
    }
}
