package org.callvault.recording.spool.segment;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where new segments go: into the spool's own directory, or into an alternative one while that one is full, or fails or is
 * slow for longer than it may. The own one is tried again with a new segment every half a minute. Lanes on any thread use it.
 */
public final class SegmentPlaces {
    private static final Logger LOG = LoggerFactory.getLogger(SegmentPlaces.class);
    private static final Duration TRY_AGAIN = Duration.ofSeconds(30);

    /** Less room than a lane writes in a moment: waiting does not help. */
    private static final long FULL_BYTES = 1 << 20;

    private final Path own;
    private final Optional<Path> alternative;
    private final Duration after;
    private final InstantSource clock;
    private @Nullable Instant failingSince;
    private @Nullable Instant triedAt;

    public SegmentPlaces(Path own, Optional<Path> alternative, Duration after, InstantSource clock) {
        this.own = own;
        this.alternative = alternative;
        this.after = after;
        this.clock = clock;
    }

    /** The directory for a new segment. */
    public synchronized Path next() {
        Instant tried = triedAt;
        if (tried == null || alternative.isEmpty()) {
            return own;
        }
        if (clock.instant().isBefore(tried.plus(TRY_AGAIN))) {
            return alternative.get();
        }
        triedAt = clock.instant();
        return own;
    }

    /** Something of a segment could not be written. */
    public synchronized void failed(Path segment) {
        Instant now = clock.instant();
        if (!isOwn(segment)) {
            // Perhaps the own one is better by now.
            triedAt = now.minus(TRY_AGAIN);
            return;
        }
        Instant since = failingSince == null ? now : failingSince;
        failingSince = since;
        if (triedAt == null && (isFull() || Duration.between(since, now).compareTo(after) >= 0)) {
            leave("cannot be written");
        }
    }

    /**
     * What was put into a segment is on disk.
     *
     * @param took from the first write to the end of the fdatasync
     * @return whether more may be put into this segment; else a new one is due
     */
    public synchronized boolean wrote(Path segment, Duration took) {
        if (!isOwn(segment)) {
            return true;
        }
        failingSince = null;
        if (alternative.isPresent() && took.compareTo(after) > 0) {
            leave("took " + took.toMillis() + " ms to write");
            return false;
        }
        if (triedAt != null) {
            triedAt = null;
            LOG.info("the spool {} is written to again", own);
        }
        return true;
    }

    private void leave(String why) {
        if (triedAt == null && alternative.isPresent()) {
            LOG.atWarn()
                    .addKeyValue("alternative", alternative.get())
                    .log("the spool {} {}: calls are written to the alternative one", own, why);
        }
        triedAt = clock.instant();
    }

    private boolean isOwn(Path segment) {
        return own.equals(segment.getParent());
    }

    private boolean isFull() {
        try {
            return Files.getFileStore(own).getUsableSpace() < FULL_BYTES;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether new segments go to the alternative directory. */
    public synchronized boolean isAway() {
        return triedAt != null && alternative.isPresent();
    }

    public Path own() {
        return own;
    }

    /** All files in both directories whose names end so; the directories are made where they are not there. */
    public List<Path> files(String suffix) throws IOException {
        List<Path> all = new ArrayList<>();
        for (Path directory :
                Stream.concat(Stream.of(own), alternative.stream()).toList()) {
            Files.createDirectories(directory);
            try (Stream<Path> files = Files.list(directory)) {
                files.filter(file -> file.toString().endsWith(suffix)).forEach(all::add);
            }
        }
        all.sort(Comparator.comparing(file -> String.valueOf(file.getFileName())));
        return all;
    }
}
