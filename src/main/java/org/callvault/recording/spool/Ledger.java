package org.callvault.recording.spool;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.callvault.recording.RecordingId;

/**
 * Which recordings each segment file holds, and which of them are not finished. A segment that is closed and whose
 * recordings are all finished is deleted. Writers and finishers on any thread use it.
 */
final class Ledger {
    private static final class Segment {
        final Set<RecordingId> unfinished = new HashSet<>();
        boolean open;
        long durable;

        Segment(boolean open) {
            this.open = open;
        }
    }

    private final Map<Path, Segment> segments = new HashMap<>();
    private final Map<RecordingId, Integer> unwritten = new HashMap<>();
    private final Map<RecordingId, Integer> live = new HashMap<>();

    synchronized void opened(Path segment) {
        segments.put(segment, new Segment(true));
    }

    /** A segment of an earlier process. */
    synchronized void found(Path segment, Set<RecordingId> recordings) {
        Segment found = new Segment(false);
        found.unfinished.addAll(recordings);
        segments.put(segment, found);
        deleteIfDone(segment, found);
    }

    /** So many bytes of an open segment are on disk. */
    synchronized void forced(Path segment, long bytes) {
        Segment open = segments.get(segment);
        if (open != null) {
            open.durable = bytes;
        }
    }

    /** How much of each segment is on disk for good; of closed ones it is all that is there. */
    synchronized Map<Path, Long> durable() {
        Map<Path, Long> sizes = new TreeMap<>();
        segments.forEach((path, segment) -> sizes.put(path, segment.open ? segment.durable : size(path)));
        return sizes;
    }

    private static long size(Path segment) {
        try {
            return Files.size(segment);
        } catch (IOException e) {
            return 0;
        }
    }

    synchronized void holds(Path segment, RecordingId recording) {
        Segment holder = segments.get(segment);
        if (holder != null) {
            holder.unfinished.add(recording);
        }
    }

    synchronized void closed(Path segment) {
        Segment closed = segments.get(segment);
        if (closed != null) {
            closed.open = false;
            deleteIfDone(segment, closed);
        }
    }

    synchronized void finished(RecordingId recording) {
        for (Map.Entry<Path, Segment> entry : List.copyOf(segments.entrySet())) {
            if (entry.getValue().unfinished.remove(recording)) {
                deleteIfDone(entry.getKey(), entry.getValue());
            }
        }
    }

    private void deleteIfDone(Path path, Segment segment) {
        if (!segment.open && segment.unfinished.isEmpty()) {
            try {
                Files.deleteIfExists(path);
                segments.remove(path);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    synchronized List<Path> segmentsOf(RecordingId recording) {
        return segments.entrySet().stream()
                .filter(entry -> entry.getValue().unfinished.contains(recording))
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }

    synchronized void sealed(RecordingId recording) {
        unwritten.merge(recording, 1, Integer::sum);
    }

    /** A sealed chunk was forced to disk, or given up. */
    synchronized void settled(RecordingId recording) {
        unwritten.computeIfPresent(recording, (id, chunks) -> chunks > 1 ? chunks - 1 : null);
    }

    synchronized void began(RecordingId recording) {
        live.merge(recording, 1, Integer::sum);
    }

    synchronized void ended(RecordingId recording) {
        live.computeIfPresent(recording, (id, chains) -> chains > 1 ? chains - 1 : null);
    }

    /** Recordings that are in segments and that no writer writes any more, oldest first. */
    synchronized List<RecordingId> settled() {
        return segments.values().stream()
                .flatMap(segment -> segment.unfinished.stream())
                .distinct()
                .filter(recording -> !live.containsKey(recording) && !unwritten.containsKey(recording))
                .sorted(Comparator.comparing(RecordingId::value))
                .toList();
    }

    /** Whether sealed chunks of a recording are still on their way to disk. */
    synchronized boolean isUnwritten(RecordingId recording) {
        return unwritten.containsKey(recording);
    }
}
