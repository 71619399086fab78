package org.callvault.recording.live;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.callvault.recording.live.SegmentStore.Piece;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolKeys;
import org.callvault.recording.spool.segment.Durable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts the segments of a node that is gone together again, in the spool of this one, where they are finished as any that an
 * earlier process left. A node is gone when none of its instances has shown a new beat for a while, by this machine's
 * clock. For one thread.
 */
final class Takeover {
    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

    private final SegmentStore store;
    private final Spool spool;
    private final SpoolKeys keys;
    private final String instance;
    private final Duration patience;
    private final Map<String, Watched> watched = new TreeMap<>();
    private final Set<Piece> hopeless = new HashSet<>();

    /** Beats as they were seen first. */
    private record Watched(Map<String, String> beats, long sinceNanos) {}

    Takeover(SegmentStore store, Spool spool, SpoolKeys keys, String instance, Duration patience) {
        this.store = store;
        this.spool = spool;
        this.keys = keys;
        this.instance = instance;
        this.patience = patience;
    }

    /** Whether a node shows no sign of life; to be asked again and again. */
    boolean isGone(String node, long nowNanos) throws IOException {
        Map<String, String> beats = new TreeMap<>(store.beats(node));
        beats.remove(instance);
        if (beats.isEmpty()) {
            return true;
        }
        Watched before = watched.get(node);
        if (before == null || !before.beats().equals(beats)) {
            watched.put(node, new Watched(beats, nowNanos));
            return false;
        }
        return nowNanos - before.sinceNanos() >= patience.toNanos();
    }

    /** Forgets the beats of a node that is gone and of which nothing is left. */
    void close(String node) throws IOException {
        for (String gone : store.beats(node).keySet()) {
            if (!gone.equals(instance)) {
                store.endBeats(node, gone);
            }
        }
        watched.remove(node);
    }

    /**
     * Brings a segment here.
     *
     * @return whether it is in the spool now; else nothing here opens it, and it stays where it is
     */
    boolean take(String node, String segment, List<Piece> pieces) throws IOException {
        if (!pieces.isEmpty() && hopeless.contains(pieces.getFirst())) {
            return false;
        }
        Path file = spool.directory().resolve(segment);
        Path draft = spool.directory().resolve(segment + ".fetched");
        fetch(node, pieces, draft);
        String key = SpoolKeys.idIn(draft);
        if (!keys.ids().contains(key)) {
            LOG.atError()
                    .addKeyValue("node", node)
                    .addKeyValue("segment", segment)
                    .log(
                            "cannot be finished here: it needs spool key {}, put it into the data directory as spool-{}.key"
                                    + " and start this node again",
                            key,
                            key);
            Files.delete(draft);
            hopeless.add(pieces.getFirst());
            return false;
        }
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        Durable.directory(spool.directory());
        boolean adopted = spool.adopt(file);
        LOG.atInfo()
                .addKeyValue("node", node)
                .addKeyValue("segment", segment)
                .log(
                        adopted
                                ? "taken over from the store"
                                : "taken over from the store, and nothing in it can be read");
        return true;
    }

    /** Up to the first piece that is missing; what comes after it was never told to be safe. */
    private void fetch(String node, List<Piece> pieces, Path draft) throws IOException {
        try (FileChannel to = FileChannel.open(
                draft, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            for (Piece piece : pieces) {
                if (piece.offset() <= to.size()) {
                    store.fetch(node, piece, to.position(piece.offset()));
                }
            }
            to.force(true);
        }
    }
}
