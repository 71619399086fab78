package org.callvault.recording.store.s3;

import java.io.IOException;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.callvault.config.StoreSettings;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.core.sync.ResponseTransformer;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumMode;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ListObjectsV2Response;
import software.amazon.awssdk.services.s3.model.ObjectLockEnabled;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;
import software.amazon.awssdk.services.s3.model.ObjectLockRetention;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * The requests that are made of a bucket, each by the rules of {@link S3Connection}. Every
 * failure comes as an {@link IOException} that says what to do ({@link S3Problems}). Keys are those below the prefix. May be
 * used from several threads.
 */
public final class S3Bucket implements AutoCloseable {
    static final int NOT_IMPLEMENTED = 501;

    private final StoreSettings.S3 settings;
    private final S3Client client;
    private final S3Problems problems;
    private volatile boolean digests = true;

    private S3Bucket(StoreSettings.S3 settings, S3Client client) {
        this.settings = settings;
        this.client = client;
        this.problems = new S3Problems(
                settings.endpoint().map(URI::toString).orElse("AWS in " + settings.region()), settings.bucket());
    }

    /** Opens no connection yet. */
    public static S3Bucket open(StoreSettings.S3 settings) throws IOException {
        return new S3Bucket(settings, S3Connection.of(settings));
    }

    StoreSettings.S3 settings() {
        return settings;
    }

    /** With the bucket's name, as commands take it. */
    String url(String key) {
        return "s3://" + settings.bucket() + "/" + settings.prefix() + key;
    }

    private String full(String key) {
        return settings.prefix() + key;
    }

    /** An object's size and tag, and its digest where the server knows one; empty when there is no such object. */
    Optional<HeadObjectResponse> head(String key) throws IOException {
        return told(key, () -> {
            try {
                return Optional.of(client.headObject(head -> head.bucket(settings.bucket())
                        .key(full(key))
                        .checksumMode(digests ? ChecksumMode.ENABLED : null)));
            } catch (S3Exception refused) {
                if (S3Problems.isAbsent(refused)) {
                    return Optional.empty();
                }
                throw refused;
            }
        });
    }

    /**
     * Puts an object, whose digests the server compares.
     *
     * @param fresh whether to leave alone what may be there
     * @return false when it was left alone
     */
    boolean put(String key, Slice content, boolean locked, boolean fresh) throws IOException {
        PutObjectRequest.Builder put = PutObjectRequest.builder()
                .bucket(settings.bucket())
                .key(full(key))
                .contentMD5(content.md5Base64());
        lock(locked, put);
        return told(key, () -> {
            put.checksumSHA256(digests ? content.sha256Base64() : null);
            put.ifNoneMatch(fresh && digests ? "*" : null);
            try {
                client.putObject(put.build(), content.body());
                return true;
            } catch (S3Exception refused) {
                if (fresh && S3Problems.isTaken(refused)) {
                    return false;
                }
                throw refused;
            }
        });
    }

    /** Puts a small object; one of that key is replaced. */
    void put(String key, byte[] content, boolean locked) throws IOException {
        PutObjectRequest.Builder put = PutObjectRequest.builder()
                .bucket(settings.bucket())
                .key(full(key))
                .contentMD5(Slice.base64(Slice.digest("MD5").digest(content)));
        lock(locked, put);
        told(key, () -> client.putObject(put.build(), RequestBody.fromBytes(content)));
    }

    /** Bytes of an object from a position on, of the version that has the tag. */
    byte[] get(String key, long from, int length, @Nullable String tag) throws IOException {
        GetObjectRequest.Builder get = GetObjectRequest.builder()
                .bucket(settings.bucket())
                .key(full(key))
                .range("bytes=" + from + "-" + (from + length - 1));
        if (tag != null) {
            get.ifMatch(tag);
        }
        return told(key, () -> client.getObject(get.build(), ResponseTransformer.toBytes())
                .asByteArray());
    }

    /** An object found by a listing. */
    record Listed(String key, long size) {}

    /** Looks at an object that a listing has. */
    interface Visitor {
        void visit(Listed object) throws IOException;
    }

    /** Objects whose keys begin so, in the order of their keys. For few: all of them are in memory. */
    List<Listed> list(String prefix) throws IOException {
        List<Listed> found = new ArrayList<>();
        visit(prefix, found::add);
        return found;
    }

    /** The same for however many: a page of the listing, a thousand, is in memory. */
    void visit(String prefix, Visitor visitor) throws IOException {
        @Nullable String next = null;
        do {
            String from = next;
            ListObjectsV2Response page = told(
                    prefix,
                    () -> client.listObjectsV2(list ->
                            list.bucket(settings.bucket()).prefix(full(prefix)).continuationToken(from)));
            for (S3Object each : page.contents()) {
                visitor.visit(new Listed(each.key().substring(settings.prefix().length()), each.size()));
            }
            next = page.nextContinuationToken();
        } while (next != null);
    }

    void delete(String key) throws IOException {
        told(
                key,
                () -> client.deleteObject(
                        delete -> delete.bucket(settings.bucket()).key(full(key))));
    }

    /** Its former versions, where it keeps any. */
    S3Versions versions() {
        return new S3Versions(this);
    }

    /** Whether the bucket was made with object lock. */
    boolean hasObjectLock() throws IOException {
        return told("its object lock", () -> {
            try {
                return client.getObjectLockConfiguration(get -> get.bucket(settings.bucket()))
                                .objectLockConfiguration()
                                .objectLockEnabled()
                        == ObjectLockEnabled.ENABLED;
            } catch (S3Exception refused) {
                // "ObjectLockConfigurationNotFoundError", or a server that knows no such thing.
                if (S3Problems.isAbsent(refused)
                        || refused.statusCode() == NOT_IMPLEMENTED
                        || refused.statusCode() == 400) {
                    return false;
                }
                throw refused;
            }
        });
    }

    /** The server's time, as it says it. */
    Optional<String> date() throws IOException {
        try {
            return told("the bucket", () -> client.headBucket(head -> head.bucket(settings.bucket()))
                    .sdkHttpResponse()
                    .firstMatchingHeader("Date"));
        } catch (NoSuchFileException absent) {
            throw problems.noBucket(absent);
        }
    }

    private void lock(boolean locked, PutObjectRequest.Builder put) {
        if (locked) {
            lock((mode, until) -> put.objectLockMode(mode).objectLockRetainUntilDate(until));
        }
    }

    /** Says how an object that is put now is locked, where it is to be. */
    void lock(BiConsumer<ObjectLockMode, Instant> set) {
        settings.objectLock()
                .ifPresent(lock -> set.accept(
                        lock.compliance() ? ObjectLockMode.COMPLIANCE : ObjectLockMode.GOVERNANCE,
                        Instant.now().plus(lock.period())));
    }

    /** Locks an object that is there, where objects are to be locked. */
    void lockNow(String key) throws IOException {
        ObjectLockRetention.Builder retention = ObjectLockRetention.builder();
        lock((mode, until) -> retention.mode(mode.toString()).retainUntilDate(until));
        if (settings.objectLock().isPresent()) {
            told(
                    key,
                    () -> client.putObjectRetention(
                            put -> put.bucket(settings.bucket()).key(full(key)).retention(retention.build())));
        }
    }

    /** Runs a request, and once more where the server is found to know less than the newest of S3. */
    <T> T told(String about, Supplier<T> request) throws IOException {
        return problems.told(about, () -> {
            try {
                return request.get();
            } catch (S3Exception refused) {
                if (digests && refused.statusCode() == NOT_IMPLEMENTED) {
                    digests = false;
                    return request.get();
                }
                throw refused;
            }
        });
    }

    /** Whether the server is taken to know digests by SHA-256 and conditions, which older ones do not. */
    boolean digests() {
        return digests;
    }

    /** For what {@link S3Upload} asks. */
    S3Client client() {
        return client;
    }

    String bucket() {
        return settings.bucket();
    }

    String fullKey(String key) {
        return full(key);
    }

    @Override
    public void close() {
        client.close();
    }
}
