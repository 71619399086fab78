package org.callvault.cli.recordings;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.callvault.config.InvalidSettings;
import org.callvault.config.SettingsLoader;
import org.callvault.config.StoreSettings;
import org.callvault.recording.RecordingId;
import org.callvault.recording.store.s3.S3Bucket;
import org.callvault.recording.store.s3.S3Store;

/**
 * A recording that a command was given, on this machine: a path of it, or {@code s3://bucket/prefix/2026/11/28/<id>}, or its id
 * alone where the settings name a bucket. From there it is fetched into a directory of its own that is gone when this is
 * closed. How the bucket is reached, the settings say that a node would use here.
 */
final class LocalRecording implements Closeable {
    static final String PARAMETER =
            "directory of a recording, a file in it, s3://BUCKET/.../ID, or ID in the node's bucket";

    private static final Pattern URL =
            Pattern.compile("s3://([^/]+)/(?:(.*)/)?\\d{4}/\\d{2}/\\d{2}/([0-9a-f-]{36})(?:/.*)?");
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    private final Path path;
    private final Optional<Path> fetchedInto;

    private LocalRecording(Path path, Optional<Path> fetchedInto) {
        this.path = path;
        this.fetchedInto = fetchedInto;
    }

    static LocalRecording of(String given) throws IOException {
        return of(given, System.getenv());
    }

    static LocalRecording of(String given, Map<String, String> environment) throws IOException {
        if (!given.startsWith("s3:") && (!ID.matcher(given).matches() || Files.exists(Path.of(given)))) {
            return new LocalRecording(Path.of(given), Optional.empty());
        }
        Path directory = Files.createTempDirectory("callvault-recording-");
        LocalRecording local = new LocalRecording(directory.resolve(id(given).value()), Optional.of(directory));
        try {
            fetch(given, local.path(), environment);
            return local;
        } catch (IOException | RuntimeException e) {
            local.close();
            throw e;
        }
    }

    /** Fetches a recording into a directory, which is made. */
    static void fetch(String from, Path to, Map<String, String> environment) throws IOException {
        Map<String, String> settings = new HashMap<>(environment);
        if (!ID.matcher(from).matches()) {
            Matcher parts = parts(from);
            settings.put("CALLVAULT_STORE", "s3");
            settings.put("CALLVAULT_S3_BUCKET", parts.group(1));
            settings.put("CALLVAULT_S3_PREFIX", parts.group(2) == null ? "" : parts.group(2));
        }
        Optional<StoreSettings.S3> s3;
        try {
            s3 = SettingsLoader.load(Path.of("").toAbsolutePath(), settings)
                    .settings()
                    .store()
                    .s3();
        } catch (InvalidSettings e) {
            throw new IOException("these settings cannot be used: " + String.join("; ", e.problems()), e);
        }
        if (s3.isEmpty()) {
            throw new IOException("there is no recording at " + from + ", and the settings name no bucket");
        }
        try (S3Bucket bucket = S3Bucket.open(s3.get())) {
            new S3Store(bucket, to).download(id(from), to);
        } catch (NoSuchFileException absent) {
            throw new IOException(absent.getMessage(), absent);
        }
    }

    static RecordingId id(String from) throws IOException {
        return new RecordingId(ID.matcher(from).matches() ? from : parts(from).group(3));
    }

    private static Matcher parts(String url) throws IOException {
        Matcher parts = URL.matcher(url);
        if (!parts.matches()) {
            throw new IOException(url + " is no recording in a bucket: it looks like s3://BUCKET/PREFIX/2026/11/28/ID");
        }
        return parts;
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        if (fetchedInto.isEmpty()) {
            return;
        }
        List<Path> all;
        try (Stream<Path> walk = Files.walk(fetchedInto.get())) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path each : all) {
            Files.deleteIfExists(each);
        }
    }
}
