package org.callvault.recording.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.callvault.config.Settings;
import org.callvault.recording.RecordingId;
import org.callvault.recording.spool.segment.ErasedKeys;
import org.callvault.recording.spool.segment.SegmentChannel;
import org.callvault.recording.spool.segment.SegmentPlaces;
import org.callvault.recording.spool.segment.SpoolDamage.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A directory of segments: what live calls received and nobody has finished yet. Every lane has a writer of its own;
 * finishers read; a segment goes when all its recordings are finished. Where that directory fails, an alternative one takes
 * new segments.
 *
 * <p>Only one process uses a directory at a time (the catalog beside it is locked). Segments of earlier processes are never
 * appended to; what they hold is {@link #unfinished()}.
 */
public final class Spool {
    static final String SUFFIX = ".spool";

    private static final Logger LOG = LoggerFactory.getLogger(Spool.class);

    private final SpoolWriter.Shared shared;
    private final Set<RecordingId> unfinished = new LinkedHashSet<>();

    private Spool(SpoolWriter.Shared shared) {
        this.shared = shared;
    }

    /** Opens a spool, making the directory where there is none. */
    public static Spool open(Path directory, SpoolKey key, Settings.Recording settings, InstantSource clock)
            throws IOException {
        return open(directory, SpoolKeys.only(key), settings, clock);
    }

    /** The same, where keys were rotated. */
    public static Spool open(Path directory, SpoolKeys keys, Settings.Recording settings, InstantSource clock)
            throws IOException {
        return open(alone(directory, clock), keys, settings, clock);
    }

    /** The same with a directory that takes over. */
    public static Spool open(SegmentPlaces places, SpoolKeys keys, Settings.Recording settings, InstantSource clock)
            throws IOException {
        return open(places, keys, settings, clock, SegmentChannel::onDisk, settings.spoolMemoryBytes());
    }

    private static SegmentPlaces alone(Path directory, InstantSource clock) {
        return new SegmentPlaces(directory, Optional.empty(), Duration.ZERO, clock);
    }

    static Spool open(
            Path directory,
            SpoolKeys keys,
            Settings.Recording settings,
            InstantSource clock,
            SegmentChannel.Factory channels,
            long maxPendingBytes)
            throws IOException {
        return open(alone(directory, clock), keys, settings, clock, channels, maxPendingBytes);
    }

    static Spool open(
            SegmentPlaces places,
            SpoolKeys keys,
            Settings.Recording settings,
            InstantSource clock,
            SegmentChannel.Factory channels,
            long maxPendingBytes)
            throws IOException {
        Spool spool = new Spool(new SpoolWriter.Shared(
                places, keys, settings, clock, new Ledger(), new SpoolCounters(), channels, maxPendingBytes));
        spool.findSegments();
        return spool;
    }

    private void findSegments() throws IOException {
        for (Path copy : shared.places().files(SpoolRewrap.SUFFIX)) {
            Files.delete(copy);
        }
        for (Path segment : shared.places().files(SUFFIX)) {
            found(segment);
        }
    }

    /**
     * Takes in a closed segment that lies in the directory and was not there at the start: of another node, or of this one on a
     * disk that is gone.
     *
     * @return whether a key of this spool opens something of it
     */
    public boolean adopt(Path segment) throws IOException {
        return found(segment);
    }

    private boolean found(Path segment) throws IOException {
        SpoolReader reader = SpoolReader.scan(List.of(segment), shared.keys(), recording -> false);
        reader.damage().forEach(damage -> LOG.atWarn()
                .addKeyValue("segment", damage.segment().getFileName())
                .addKeyValue("offset", damage.offset())
                .log("segment damaged: {}", damage.kind()));
        boolean unreadable = reader.damage().stream().anyMatch(damage -> damage.kind() != Kind.TORN_TAIL);
        if (reader.recordings().isEmpty() && unreadable) {
            // Perhaps of another key: a person has to look before anything of it is deleted.
            return false;
        }
        synchronized (unfinished) {
            unfinished.addAll(reader.recordings());
        }
        shared.ledger().found(segment, Set.copyOf(reader.recordings()));
        return true;
    }

    /** Segment files that are here, with how much of each is surely on disk. */
    public Map<Path, Long> segments() {
        return shared.ledger().durable();
    }

    /** Where segments lie, unless they go to the alternative directory. */
    public Path directory() {
        return shared.places().own();
    }

    /** A new writer with a segment file of its own. */
    public SpoolWriter writer(int lane) {
        return new SpoolWriter(shared, lane);
    }

    /** Recordings that earlier processes left here, oldest first; those finished since are still named. */
    public List<RecordingId> unfinished() {
        synchronized (unfinished) {
            return List.copyOf(unfinished);
        }
    }

    /** Reads what has been forced to disk of a recording that is not finished. */
    public SpoolReader reader(RecordingId recording) throws IOException {
        return SpoolReader.of(recording, List.of(source("")));
    }

    /** This spool for those who read several. */
    public SegmentSource source(String node) {
        return new Own(node);
    }

    private final class Own implements SegmentSource {
        private final String node;

        Own(String node) {
            this.node = node;
        }

        @Override
        public String node() {
            return node;
        }

        @Override
        public Segments segmentsOf(RecordingId recording) {
            return new Segments(shared.ledger().segmentsOf(recording), shared.keys());
        }
    }

    /** Recordings of which something is here and nothing comes any more, oldest first. */
    public List<RecordingId> settled() {
        return shared.ledger().settled();
    }

    /** Whether sealed chunks of a recording still wait for the disk: then it is too early to finish it. */
    public boolean isUnwritten(RecordingId recording) {
        return shared.ledger().isUnwritten(recording);
    }

    /** The recording is safe elsewhere: segments that hold no other are deleted. */
    public void finished(RecordingId recording) {
        shared.ledger().finished(recording);
    }

    /**
     * Destroys the data keys of a recording that is not needed any more, in segments that others need; again where that was
     * cut off.
     */
    public void erase(RecordingId recording) throws IOException {
        shared.ledger().finished(recording);
        for (Path segment : shared.places().files(SUFFIX)) {
            ErasedKeys.erase(segment, recording);
        }
    }

    /** Bytes that the disk of the spool's own directory has left. */
    public long freeBytes() throws IOException {
        return Files.getFileStore(shared.places().own()).getUsableSpace();
    }

    public SpoolHealth health() {
        return shared.counters().health(shared.places().isAway());
    }
}
