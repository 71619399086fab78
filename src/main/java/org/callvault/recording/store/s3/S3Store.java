package org.callvault.recording.store.s3;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.store.Place;
import org.callvault.recording.store.RemoteStore;
import org.callvault.recording.store.StoreAway;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Recordings in a bucket. A recording is delivered file by file, each compared with its digest when it has arrived; the
 * manifest comes last and makes it a recording. Until then nobody sees one, and the next attempt goes on where this one
 * stopped. Memory does not grow with the files.
 */
public final class S3Store implements RemoteStore {
    private static final long PART_BYTES = 16L << 20;

    private final S3Bucket bucket;
    private final S3Upload upload;

    /**
     * A store in a bucket.
     *
     * @param notes a directory of this node's own, for uploads that were begun
     */
    public S3Store(S3Bucket bucket, Path notes) {
        this(bucket, notes, PART_BYTES);
    }

    S3Store(S3Bucket bucket, Path notes, long partBytes) {
        this.bucket = bucket;
        this.upload = new S3Upload(bucket, partBytes, notes);
    }

    @Override
    public Optional<String> location(RecordingId id) throws IOException {
        return bucket.head(key(id, Manifest.NAME)).map(manifest -> bucket.url(Place.of(id)));
    }

    @Override
    public SeekableByteChannel read(RecordingId id, String name) throws IOException {
        if (!Place.mayHold(name)) {
            throw new NoSuchFileException(name);
        }
        String key = key(id, name);
        HeadObjectResponse head = bucket.head(key).orElseThrow(() -> new NoSuchFileException(bucket.url(key)));
        return new S3Channel(bucket, key, head.contentLength(), head.eTag());
    }

    @Override
    public void add(RecordingId id, String name, byte[] content) throws IOException {
        if (!Place.mayHold(name) || location(id).isEmpty()) {
            throw new NoSuchFileException(bucket.url(key(id, name)));
        }
        bucket.put(key(id, name), content, true);
    }

    /** The manifest goes first, and with it the recording. */
    @Override
    public void delete(RecordingId id) throws IOException {
        String place = Place.of(id) + "/";
        S3Versions versions = bucket.versions();
        if (versions.areKept()) {
            versions.delete(key(id, Manifest.NAME));
            versions.delete(place);
            return;
        }
        bucket.delete(key(id, Manifest.NAME));
        for (S3Bucket.Listed each : bucket.list(place)) {
            bucket.delete(each.key());
        }
    }

    @Override
    public void check() throws IOException {
        bucket.date();
        requireLock();
    }

    /**
     * Copies all files of a kept recording into a directory, which is made.
     *
     * @throws NoSuchFileException when it is not kept
     * @throws StoreAway also when there is no such bucket, which requests for objects do not tell from that
     */
    public void download(RecordingId id, Path to) throws IOException {
        if (location(id).isEmpty()) {
            bucket.date();
            throw new NoSuchFileException(bucket.url(Place.of(id)) + " is no recording: there is no " + Manifest.NAME);
        }
        Files.createDirectories(to);
        String place = Place.of(id) + "/";
        for (S3Bucket.Listed each : bucket.list(place)) {
            String name = each.key().substring(place.length());
            if (Place.mayHold(name)) {
                try (InputStream in = Channels.newInputStream(read(id, name))) {
                    Files.copy(in, to.resolve(name));
                }
            }
        }
    }

    /**
     * S3 puts an object over another at once; where there are versions, the former one stays beside it. What arrived as
     * another than it was is left, and so is the file that was sent.
     */
    @Override
    public void replace(RecordingId id, String name, Path content) throws IOException {
        String key = key(id, name);
        if (!Place.mayHold(name) || bucket.head(key).isEmpty()) {
            throw new NoSuchFileException(bucket.url(key));
        }
        requireLock();
        if (!send(key, content, whole(content))) {
            Path sent = Files.move(content, content.resolveSibling(content.getFileName() + ".sent"));
            throw new IOException(bucket.url(key) + " is not what was sent: put " + sent + " there, and run verify");
        }
    }

    private void requireLock() throws IOException {
        if (bucket.settings().objectLock().isPresent() && !bucket.hasObjectLock()) {
            throw new LockMissing("bucket " + bucket.bucket() + " was made without object lock, and"
                    + " CALLVAULT_S3_OBJECT_LOCK asks for it: make a bucket with object lock, or set it to off");
        }
    }

    /** The settings ask for a lock that the bucket does not have; nothing is put there. */
    public static final class LockMissing extends StoreAway {
        LockMissing(String message) {
            super(message);
        }
    }

    @Override
    public String deliver(RecordingId id, Path directory) throws IOException {
        String location = bucket.url(Place.of(id));
        if (bucket.head(key(id, Manifest.NAME)).isPresent()) {
            return location;
        }
        requireLock();
        Map<String, String> digests = digests(directory);
        for (Path file : files(directory)) {
            String name = file.getFileName().toString();
            if (!name.equals(Manifest.NAME)) {
                deliver(key(id, name), file, Optional.ofNullable(digests.get(name)));
            }
        }
        Slice manifest = whole(directory.resolve(Manifest.NAME));
        if (bucket.put(key(id, Manifest.NAME), manifest, true, true)) {
            require(key(id, Manifest.NAME), arrived(key(id, Manifest.NAME), manifest, manifest.sha256Base64()));
        }
        return location;
    }

    /** SHA-256 of each file, in hexadecimal, as the manifest has it. */
    private static Map<String, String> digests(Path directory) throws IOException {
        Manifest manifest = RecordingJson.read(Files.readAllBytes(directory.resolve(Manifest.NAME)), Manifest.class);
        Map<String, String> digests = new HashMap<>();
        manifest.files().forEach(file -> digests.put(file.name(), file.sha256()));
        return digests;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private void deliver(String key, Path file, Optional<String> listed) throws IOException {
        Slice whole = whole(file);
        if (listed.isPresent() && !listed.get().equals(HexFormat.of().formatHex(whole.sha256()))) {
            throw new IOException(file + " was altered on this disk after its manifest was signed");
        }
        if (isThere(key, whole)) {
            return;
        }
        require(key, send(key, file, whole));
    }

    /** Returns whether it arrived as it is. */
    private boolean send(String key, Path file, Slice whole) throws IOException {
        String digest = whole.sha256Base64();
        if (upload.isLarge(whole.length())) {
            digest = upload.put(key, file);
        } else {
            bucket.put(key, whole, true, false);
        }
        return arrived(key, whole, digest);
    }

    private static Slice whole(Path file) throws IOException {
        return Slice.of(file, 0, Files.size(file));
    }

    /** Whether an earlier attempt brought it. */
    private boolean isThere(String key, Slice whole) throws IOException {
        Optional<HeadObjectResponse> head = bucket.head(key);
        return head.isPresent()
                && head.get().contentLength() == whole.length()
                && MessageDigest.isEqual(upload.readBack(key, whole.length()), whole.sha256());
    }

    /** By the digest that the server made of what it has; where it makes none, by reading it back. */
    private boolean arrived(String key, Slice sent, String digest) throws IOException {
        HeadObjectResponse head = bucket.head(key).orElseThrow(() -> new IOException(key + " did not arrive"));
        // Some servers (Ceph 16) take the lock that was asked for with an upload in parts, and do not lock.
        if (head.objectLockRetainUntilDate() == null) {
            bucket.lockNow(key);
        }
        String told = head.checksumSHA256();
        return head.contentLength() == sent.length()
                && (told != null
                        ? told.equals(digest) || told.equals(sent.sha256Base64())
                        : MessageDigest.isEqual(upload.readBack(key, sent.length()), sent.sha256()));
    }

    /** What is on its way is sent again. */
    private void require(String key, boolean arrived) throws IOException {
        if (!arrived) {
            bucket.delete(key);
            throw new IOException(bucket.url(key) + " is not what was sent; it is sent again");
        }
    }

    private static String key(RecordingId id, String name) {
        return Place.of(id) + "/" + name;
    }
}
