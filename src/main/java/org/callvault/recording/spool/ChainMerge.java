package org.callvault.recording.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import org.callvault.recording.spool.segment.SegmentFiles;
import org.callvault.recording.spool.segment.SpoolDamage;

/** Merges the chains of one recording, chunk by chunk, by time of arrival. */
final class ChainMerge {
    private final PriorityQueue<ChainCursor> cursors =
            new PriorityQueue<>(Comparator.comparingLong(ChainCursor::nextArrival));
    private final List<SpoolDamage> damage = new ArrayList<>();
    private long chunks;

    ChainMerge(List<ChainCursor> cursors) {
        cursors.stream().filter(ChainCursor::hasNext).forEach(this.cursors::add);
    }

    ReadReport read(EntryVisitor visitor) throws IOException {
        try (SegmentFiles files = new SegmentFiles()) {
            while (!cursors.isEmpty()) {
                ChainCursor cursor = cursors.remove();
                Optional<byte[]> entries = cursor.next(files, damage);
                if (entries.isPresent()) {
                    chunks++;
                    show(entries.get(), visitor);
                }
                if (cursor.hasNext()) {
                    cursors.add(cursor);
                }
            }
        }
        return new ReadReport(chunks, damage);
    }

    /** The entries were sealed by a writer of ours, so their lengths fit. */
    private static void show(byte[] entries, EntryVisitor visitor) throws IOException {
        ByteBuffer from = ByteBuffer.wrap(entries);
        while (from.hasRemaining()) {
            EntryKind kind = EntryKind.of(from.get());
            int stream = from.getShort();
            long arrivalMicros = from.getLong();
            int length = from.getInt();
            visitor.entry(kind, stream, arrivalMicros, entries, from.position(), length);
            from.position(from.position() + length);
        }
    }
}
