package org.callvault.cli.verify;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.callvault.config.InvalidSettings;
import org.callvault.config.SettingsLoader;
import org.callvault.config.StoreSettings;
import org.callvault.recording.store.DirectoryShelf;
import org.callvault.recording.store.Shelf;
import org.callvault.recording.store.s3.S3Bucket;
import org.callvault.recording.store.s3.S3Shelf;

/**
 * All places where recordings of a node may be: its data directory, the outbox there, and the store that the settings name or
 * that was given. Directories are looked at first.
 */
public final class NodeShelf implements AutoCloseable {
    private static final Pattern URL = Pattern.compile("s3://([^/]+)(?:/(.*))?");

    private final Shelf shelf;
    private final Optional<S3Bucket> bucket;
    private final Optional<Path> scratch;

    private NodeShelf(Shelf shelf, Optional<S3Bucket> bucket, Optional<Path> scratch) {
        this.shelf = shelf;
        this.bucket = bucket;
        this.scratch = scratch;
    }

    /** Of a node that keeps its recordings in its data directory. */
    public static NodeShelf in(Path data) {
        return new NodeShelf(Shelf.of(near(data)), Optional.empty(), Optional.empty());
    }

    private static List<Shelf> near(Path data) {
        return List.of(new DirectoryShelf(data.resolve("recordings")), new DirectoryShelf(data.resolve("outbox")));
    }

    /**
     * Opens them.
     *
     * @param data directory of the node
     * @param given {@code s3://BUCKET/PREFIX} or a directory, instead of what the settings name
     * @param environment settings that a node would use here
     */
    public static NodeShelf open(Path data, Optional<String> given, Map<String, String> environment)
            throws IOException {
        List<Shelf> shelves = new ArrayList<>(near(data));
        StoreSettings store = settings(given, environment);
        store.directory().ifPresent(directory -> shelves.add(new DirectoryShelf(directory)));
        if (store.s3().isEmpty()) {
            return new NodeShelf(Shelf.of(shelves), Optional.empty(), Optional.empty());
        }
        return with(shelves, S3Bucket.open(store.s3().get()));
    }

    private static NodeShelf with(List<Shelf> shelves, S3Bucket bucket) throws IOException {
        Path scratch = Files.createTempDirectory("callvault-recording-");
        try {
            shelves.add(new S3Shelf(bucket, scratch));
        } catch (IOException away) {
            bucket.close();
            Files.delete(scratch);
            throw away;
        }
        return new NodeShelf(Shelf.of(shelves), Optional.of(bucket), Optional.of(scratch));
    }

    /** The store that the settings name, or {@code s3://BUCKET/PREFIX} or a directory instead. */
    public static StoreSettings settings(Optional<String> given, Map<String, String> environment) throws IOException {
        Map<String, String> settings = new HashMap<>(environment);
        if (given.isPresent()) {
            Matcher url = URL.matcher(given.get());
            if (!url.matches()) {
                return directory(Path.of(given.get()));
            }
            settings.put("CALLVAULT_STORE", "s3");
            settings.put("CALLVAULT_STORE_DIRECTORY", "");
            settings.put("CALLVAULT_S3_BUCKET", url.group(1));
            settings.put("CALLVAULT_S3_PREFIX", url.group(2) == null ? "" : url.group(2));
        }
        try {
            return SettingsLoader.load(Path.of("").toAbsolutePath(), settings)
                    .settings()
                    .store();
        } catch (InvalidSettings e) {
            throw new IOException("these settings cannot be used: " + String.join("; ", e.problems()), e);
        }
    }

    private static StoreSettings directory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + " is no store: give a directory, or s3://BUCKET/PREFIX");
        }
        return new StoreSettings(Optional.of(directory), Optional.empty());
    }

    Shelf shelf() {
        return shelf;
    }

    @Override
    public void close() throws IOException {
        bucket.ifPresent(S3Bucket::close);
        if (scratch.isPresent()) {
            Files.deleteIfExists(scratch.get());
        }
    }
}
