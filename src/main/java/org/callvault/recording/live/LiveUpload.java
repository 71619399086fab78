package org.callvault.recording.live;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.callvault.recording.RecordingId;
import org.callvault.recording.live.SegmentStore.Piece;
import org.callvault.recording.spool.segment.ErasedKeys;

/**
 * Brings what the segments of this node have on disk to the store, a piece of each segment a round, and takes it away when the
 * segment is deleted, which is when its recordings are kept. Pieces are bytes of the file: sealed already, read from it as
 * they are sent, never held in memory. What is there is asked once, so a restart goes on where the process before stopped.
 *
 * <p>For one thread.
 */
final class LiveUpload {
    /** Of a piece: one request. */
    private static final long MOST = 8L << 20;

    /** However many segments there are, each gets on. */
    private static final long LEAST = 64L << 10;

    private final SegmentStore store;
    private final String node;
    private final Supplier<Map<Path, Long>> segments;
    private final long bytesARound;
    private final Map<String, List<Piece>> there = new HashMap<>();
    private final Set<String> seen = new HashSet<>();
    private volatile long behind;

    /**
     * For a node.
     *
     * @param segments files and how much of each is on disk
     * @param most what the rounds may send on average
     */
    LiveUpload(
            SegmentStore store,
            String node,
            Supplier<Map<Path, Long>> segments,
            Duration interval,
            long most,
            MeterRegistry meters) {
        this.store = store;
        this.node = node;
        this.segments = segments;
        this.bytesARound = Math.max(1, most * interval.toMillis() / 1000);
        Gauge.builder("callvault.live.upload.behind.bytes", this, upload -> upload.behind)
                .register(meters);
    }

    /** Learns what earlier processes brought. */
    void begin() throws IOException {
        there.clear();
        for (Piece piece : store.pieces(node)) {
            there.computeIfAbsent(piece.segment(), name -> new ArrayList<>()).add(piece);
        }
    }

    /** What is there of segments that this process never had: of a disk that is gone, or finished when it stopped. */
    Map<String, List<Piece>> orphans() {
        Map<String, List<Piece>> orphans = new HashMap<>(there);
        seen.forEach(orphans::remove);
        segments.get().keySet().forEach(file -> orphans.remove(name(file)));
        return orphans;
    }

    void round() throws IOException {
        Map<Path, Long> now = segments.get();
        Set<String> names = new HashSet<>();
        now.keySet().forEach(file -> names.add(name(file)));
        seen.addAll(names);
        for (String gone : List.copyOf(there.keySet())) {
            if (seen.contains(gone) && !names.contains(gone)) {
                remove(gone);
            }
        }
        long share = Math.max(LEAST, bytesARound / Math.max(1, now.size()));
        long left = 0;
        for (Map.Entry<Path, Long> segment : now.entrySet()) {
            left += upload(segment.getKey(), segment.getValue(), share);
        }
        seen.retainAll(names);
        behind = left;
    }

    /**
     * Puts the pieces again that hold keys which were destroyed in the segments here; what is there is replaced. Again changes
     * nothing, so a stop in between costs nothing.
     */
    void erased(RecordingId recording) throws IOException {
        for (Path file : segments.get().keySet()) {
            List<Piece> pieces = there.getOrDefault(name(file), List.of());
            for (ErasedKeys.Range key : ErasedKeys.in(file, recording)) {
                for (Piece piece : pieces) {
                    if (piece.offset() < key.until() && key.from() < piece.end()) {
                        store.replace(node, piece, file);
                    }
                }
            }
        }
    }

    private void remove(String segment) throws IOException {
        List<Piece> pieces = there.getOrDefault(segment, List.of());
        for (Piece piece : List.copyOf(pieces)) {
            store.delete(node, piece);
            pieces.remove(piece);
        }
        there.remove(segment);
    }

    /** Returns how many bytes are left for the next round. */
    private long upload(Path file, long durable, long share) throws IOException {
        List<Piece> pieces = there.computeIfAbsent(name(file), name -> new ArrayList<>());
        long at = end(pieces);
        long until = Math.min(durable, at + share);
        while (at < until) {
            Piece piece = new Piece(name(file), at, Math.min(MOST, until - at));
            store.put(node, piece, file);
            pieces.add(piece);
            at = piece.end();
        }
        return Math.max(0, durable - at);
    }

    /** Up to where the pieces follow one another. */
    static long end(List<Piece> pieces) {
        long end = 0;
        for (Piece piece : pieces) {
            if (piece.offset() <= end) {
                end = Math.max(end, piece.end());
            }
        }
        return end;
    }

    /** Whether all of a segment is in the store. */
    boolean has(Path file, long bytes) {
        return end(there.getOrDefault(name(file), List.of())) >= bytes;
    }

    static String name(Path file) {
        return file.getFileName().toString();
    }
}
