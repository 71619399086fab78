package org.callvault.recording.store.s3;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.s3.model.BucketVersioningStatus;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * What a bucket with versions keeps of objects that were replaced or deleted: in it, a deletion alone only puts a mark over
 * the versions. Keys are those below the prefix.
 */
final class S3Versions {
    private final S3Bucket bucket;

    S3Versions(S3Bucket bucket) {
        this.bucket = bucket;
    }

    /** A version of an object, or the mark of its deletion. The key is the whole one. */
    private record Version(String key, String id, boolean latest) {}

    /** Whether former versions of objects stay when they are deleted. */
    boolean areKept() throws IOException {
        return bucket.told("its versioning", () -> {
            try {
                BucketVersioningStatus status = bucket.client()
                        .getBucketVersioning(get -> get.bucket(bucket.bucket()))
                        .status();
                return status != null && status != BucketVersioningStatus.UNKNOWN_TO_SDK_VERSION;
            } catch (S3Exception refused) {
                if (refused.statusCode() == S3Bucket.NOT_IMPLEMENTED) {
                    return false;
                }
                throw refused;
            }
        });
    }

    /**
     * Removes all versions of objects whose keys begin so, and the marks over them.
     *
     * @throws IOException also when the store holds on to one, with the time until when
     */
    void delete(String prefix) throws IOException {
        for (Version each : list(prefix)) {
            delete(each);
        }
    }

    /** Removes the versions of an object that came before the one that is there now. */
    void deleteFormer(String key) throws IOException {
        for (Version each : list(key)) {
            if (!each.latest()) {
                delete(each);
            }
        }
    }

    private List<Version> list(String prefix) throws IOException {
        return bucket.told(prefix, () -> {
            List<Version> found = new ArrayList<>();
            for (var page : bucket.client().listObjectVersionsPaginator(list -> list.bucket(bucket.bucket())
                    .prefix(bucket.fullKey(prefix)))) {
                page.versions().forEach(each -> found.add(new Version(each.key(), each.versionId(), each.isLatest())));
                page.deleteMarkers()
                        .forEach(each -> found.add(new Version(each.key(), each.versionId(), each.isLatest())));
            }
            return found;
        });
    }

    private void delete(Version version) throws IOException {
        try {
            bucket.told(version.key(), () -> bucket.client()
                    .deleteObject(delete ->
                            delete.bucket(bucket.bucket()).key(version.key()).versionId(version.id())));
        } catch (IOException refused) {
            // Servers say 403, as for missing rights, or 400; the object itself tells why.
            Optional<Instant> until = lockedUntil(version);
            if (until.isPresent()) {
                throw new IOException(
                        "s3://" + bucket.bucket() + "/" + version.key() + " is locked by the store until "
                                + until.get(),
                        refused);
            }
            throw refused;
        }
    }

    private Optional<Instant> lockedUntil(Version version) {
        try {
            return bucket.told(
                    version.key(),
                    () -> Optional.ofNullable(bucket.client()
                            .headObject(head -> head.bucket(bucket.bucket())
                                    .key(version.key())
                                    .versionId(version.id()))
                            .objectLockRetainUntilDate()));
        } catch (IOException unknown) {
            return Optional.empty();
        }
    }
}
