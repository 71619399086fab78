package org.callvault.recording.store.s3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.Part;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;

/**
 * A large file on its way to a key, in parts. The upload is noted on disk as soon as it is begun: whoever comes after a stop
 * asks the server which parts it has, and sends the others. A part counts only if the server's digest of it is ours.
 */
final class S3Upload {
    /** A server takes no more parts of one object. */
    private static final int MOST_PARTS = 10_000;

    private final S3Bucket bucket;
    private final long partBytes;
    private final Path notes;

    /**
     * For the uploads of a node.
     *
     * @param notes a directory of its own
     */
    S3Upload(S3Bucket bucket, long partBytes, Path notes) {
        this.bucket = bucket;
        this.partBytes = partBytes;
        this.notes = notes;
    }

    /** One upload that was begun. */
    private record Begun(String id, long partBytes, boolean sha256) {
        String text() {
            return id + " " + partBytes + " " + sha256;
        }

        static Optional<Begun> parse(String text) {
            String[] words = text.strip().split(" ", -1);
            return words.length == 3
                    ? Optional.of(new Begun(words[0], Long.parseLong(words[1]), Boolean.parseBoolean(words[2])))
                    : Optional.empty();
        }
    }

    boolean isLarge(long bytes) {
        return bytes > partBytes;
    }

    /** Returns the digest that a server makes of the digests of the parts. */
    String put(String key, Path file) throws IOException {
        long size = Files.size(file);
        Path note = notes.resolve(key.replace('/', '_'));
        Optional<Begun> earlier = Files.exists(note) ? Begun.parse(Files.readString(note)) : Optional.empty();
        Map<Integer, Part> there = Map.of();
        if (earlier.isPresent()) {
            try {
                there = parts(key, earlier.get());
            } catch (NoSuchFileException gone) {
                earlier = Optional.empty();
            }
        }
        Begun upload = earlier.isPresent() ? earlier.get() : begin(key, size, note);
        List<CompletedPart> done = new ArrayList<>();
        MessageDigest whole = Slice.digest("SHA-256");
        for (long at = 0; at < size; at += upload.partBytes()) {
            Slice slice = Slice.of(file, at, Math.min(upload.partBytes(), size - at));
            whole.update(slice.sha256());
            done.add(part(key, upload, done.size() + 1, slice, there));
        }
        bucket.told(key, () -> bucket.client().completeMultipartUpload(complete -> complete.bucket(bucket.bucket())
                .key(bucket.fullKey(key))
                .uploadId(upload.id())
                .multipartUpload(parts -> parts.parts(done))));
        Files.deleteIfExists(note);
        return Slice.base64(whole.digest()) + "-" + done.size();
    }

    private Begun begin(String key, long size, Path note) throws IOException {
        CreateMultipartUploadRequest.Builder create =
                CreateMultipartUploadRequest.builder().bucket(bucket.bucket()).key(bucket.fullKey(key));
        bucket.lock((mode, until) -> create.objectLockMode(mode).objectLockRetainUntilDate(until));
        CreateMultipartUploadResponse created = bucket.told(key, () -> bucket.client()
                .createMultipartUpload(create.checksumAlgorithm(bucket.digests() ? ChecksumAlgorithm.SHA256 : null)
                        .build()));
        Begun begun = new Begun(
                created.uploadId(),
                Math.max(partBytes, Math.ceilDiv(size, MOST_PARTS)),
                created.checksumAlgorithm() == ChecksumAlgorithm.SHA256);
        Files.createDirectories(notes);
        Path draft = note.resolveSibling(note.getFileName() + ".new");
        Files.writeString(draft, begun.text());
        Files.move(draft, note, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return begun;
    }

    private Map<Integer, Part> parts(String key, Begun upload) throws IOException {
        return bucket.told(key, () -> {
            Map<Integer, Part> parts = new HashMap<>();
            bucket.client()
                    .listPartsPaginator(list -> list.bucket(bucket.bucket())
                            .key(bucket.fullKey(key))
                            .uploadId(upload.id()))
                    .parts()
                    .forEach(part -> parts.put(part.partNumber(), part));
            return parts;
        });
    }

    private CompletedPart part(String key, Begun upload, int number, Slice slice, Map<Integer, Part> there)
            throws IOException {
        CompletedPart.Builder done = CompletedPart.builder().partNumber(number);
        if (upload.sha256()) {
            done.checksumSHA256(slice.sha256Base64());
        }
        Part before = there.get(number);
        if (before != null && isSame(before, slice)) {
            return done.eTag(before.eTag()).build();
        }
        UploadPartRequest.Builder put = UploadPartRequest.builder()
                .bucket(bucket.bucket())
                .key(bucket.fullKey(key))
                .uploadId(upload.id())
                .partNumber(number)
                .contentLength(slice.length())
                .contentMD5(slice.md5Base64());
        if (upload.sha256()) {
            put.checksumSHA256(slice.sha256Base64());
        }
        String tag = bucket.told(key, () -> bucket.client().uploadPart(put.build(), slice.body()))
                .eTag();
        return done.eTag(tag).build();
    }

    private static boolean isSame(Part before, Slice slice) {
        return before.size() == slice.length()
                && (slice.sha256Base64().equals(before.checksumSHA256())
                        || before.eTag().replace("\"", "").equalsIgnoreCase(slice.md5Hex()));
    }

    /** SHA-256 of an object, by reading all of it. */
    byte[] readBack(String key, long size) throws IOException {
        MessageDigest digest = Slice.digest("SHA-256");
        try (S3Channel object = new S3Channel(bucket, key, size, null)) {
            ByteBuffer block = ByteBuffer.allocate(1 << 16);
            while (object.read(block.clear()) >= 0) {
                digest.update(block.flip());
            }
        }
        return digest.digest();
    }
}
