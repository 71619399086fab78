package org.callvault.cli.keys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.callvault.config.StoreSettings;
import org.callvault.recording.RecordingId;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.store.DirectoryStore;
import org.callvault.recording.store.KeptRecordings;
import org.callvault.recording.store.s3.S3Bucket;
import org.callvault.recording.store.s3.S3Shelf;
import org.callvault.recording.store.s3.S3Store;

/** A store whose recordings get other recipients: a directory, or a bucket. */
final class RewrapStore implements AutoCloseable {
    private static final int DEPTH = 5;

    /** Finds what is kept. */
    private interface Listing {
        List<RecordingId> ids() throws IOException;
    }

    private final String name;
    private final KeptRecordings kept;
    private final Path scratch;
    private final Listing listing;
    private final Optional<S3Bucket> bucket;

    private RewrapStore(String name, KeptRecordings kept, Path scratch, Listing listing, Optional<S3Bucket> bucket) {
        this.name = name;
        this.kept = kept;
        this.scratch = scratch;
        this.listing = listing;
        this.bucket = bucket;
    }

    /** The one of a node, which is its data directory where nothing else is said. */
    static RewrapStore open(Path data, StoreSettings settings) throws IOException {
        return settings.s3().isPresent()
                ? bucket(data, settings.s3().get())
                : directory(settings.directory().orElse(data.resolve("recordings")));
    }

    static RewrapStore directory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + " is no store of recordings: name it with --recordings");
        }
        return new RewrapStore(
                directory.toString(),
                new DirectoryStore(directory),
                directory.resolve(".part"),
                () -> in(directory),
                Optional.empty());
    }

    private static RewrapStore bucket(Path data, StoreSettings.S3 settings) throws IOException {
        S3Bucket bucket = S3Bucket.open(settings);
        try {
            S3Store store = new S3Store(bucket, data.resolve("uploads"));
            store.check();
            Path scratch = data.resolve("rewrap");
            S3Shelf shelf = new S3Shelf(bucket, scratch);
            return new RewrapStore(
                    "s3://" + settings.bucket() + "/" + settings.prefix(),
                    store,
                    scratch,
                    shelf::recordings,
                    Optional.of(bucket));
        } catch (IOException away) {
            bucket.close();
            throw away;
        }
    }

    /** Not those that are under way, or were deleted. */
    private static List<RecordingId> in(Path directory) throws IOException {
        try (Stream<Path> walk = Files.find(directory, DEPTH, (file, is) -> file.endsWith(Manifest.NAME))) {
            return walk.filter(manifest -> isKept(directory.relativize(manifest)))
                    .map(manifest -> new RecordingId(
                            String.valueOf(manifest.resolveSibling("").getFileName())))
                    .toList();
        }
    }

    private static boolean isKept(Path place) {
        return place.getNameCount() == DEPTH && !place.startsWith(".part") && !place.startsWith(".gone");
    }

    String name() {
        return name;
    }

    KeptRecordings kept() {
        return kept;
    }

    /** A directory for files that are made for it. */
    Path scratch() {
        return scratch;
    }

    List<RecordingId> recordings() throws IOException {
        return listing.ids();
    }

    /** How many recordings in an outbox it has not got yet. */
    long missing(Path outbox) throws IOException {
        if (!Files.isDirectory(outbox)) {
            return 0;
        }
        long missing = 0;
        for (RecordingId each : in(outbox)) {
            missing += kept.location(each).isEmpty() ? 1 : 0;
        }
        return missing;
    }

    @Override
    public void close() {
        bucket.ifPresent(S3Bucket::close);
    }
}
