package org.callvault.recording.store.s3;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.callvault.recording.RecordingId;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.store.Shelf;

/** What is kept in a bucket: each recording is copied into a directory, for as long as somebody reads it. */
public final class S3Shelf implements Shelf {
    private static final Pattern MANIFEST =
            Pattern.compile("\\d{4}/\\d{2}/\\d{2}/([0-9a-f-]{36})/" + Pattern.quote(Manifest.NAME));

    private final S3Bucket bucket;
    private final S3Store store;
    private final Path scratch;

    /**
     * Of a bucket that is there: of one that is not, recordings would only be found to be missing.
     *
     * @param scratch directory for one recording at a time
     * @throws org.callvault.recording.store.StoreAway where it is not, or does not serve
     */
    public S3Shelf(S3Bucket bucket, Path scratch) throws IOException {
        bucket.date();
        this.bucket = bucket;
        this.store = new S3Store(bucket, scratch);
        this.scratch = scratch;
    }

    @Override
    public boolean lend(RecordingId id, Reader reader) throws IOException {
        if (!has(id)) {
            return false;
        }
        Path copy = scratch.resolve(id.value());
        try {
            store.download(id, copy);
            reader.read(copy);
        } finally {
            remove(copy);
        }
        return true;
    }

    private static void remove(Path copy) throws IOException {
        if (!Files.isDirectory(copy)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> list = Files.list(copy)) {
            files = list.toList();
        }
        for (Path file : files) {
            Files.delete(file);
        }
        Files.delete(copy);
    }

    @Override
    public boolean has(RecordingId id) throws IOException {
        return store.location(id).isPresent();
    }

    /** Is told of a recording. */
    private interface Visitor {
        void visit(RecordingId id) throws IOException;
    }

    /** All that are kept. */
    public List<RecordingId> recordings() throws IOException {
        List<RecordingId> found = new ArrayList<>();
        visit(found::add);
        return found;
    }

    private void visit(Visitor visitor) throws IOException {
        bucket.visit("", object -> {
            Matcher manifest = MANIFEST.matcher(object.key());
            if (manifest.matches()) {
                visitor.visit(new RecordingId(manifest.group(1)));
            }
        });
    }

    @Override
    public void manifestsBut(Set<String> names, ManifestReader reader) throws IOException {
        visit(id -> {
            if (!names.contains(id.value())) {
                reader.read(id.value(), store.readAll(id, Manifest.NAME));
            }
        });
    }
}
