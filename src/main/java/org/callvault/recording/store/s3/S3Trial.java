package org.callvault.recording.store.s3;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import org.callvault.config.StoreSettings;

/**
 * What a small object that is put, read, listed and deleted again shows of a bucket.
 *
 * @param skew how far the server's clock is from ours, where it told its time
 * @param versioned whether what is deleted stays as a former version
 */
public record S3Trial(Optional<Duration> skew, boolean versioned) {
    /**
     * Tries a bucket as a node would use it.
     *
     * @throws IOException at the first thing that does not work, with what to do about it
     */
    public static S3Trial of(StoreSettings.S3 settings, Instant now) throws IOException {
        try (S3Bucket bucket = S3Bucket.open(settings)) {
            Optional<Duration> skew = bucket.date().flatMap(date -> skew(date, now));
            new S3Store(bucket, java.nio.file.Path.of("")).check();
            for (String place : new String[] {"spool/doctor/", "doctor/"}) {
                tryObject(bucket, place + UUID.randomUUID());
            }
            return new S3Trial(skew, bucket.versions().areKept());
        }
    }

    private static void tryObject(S3Bucket bucket, String key) throws IOException {
        byte[] content = {1, 2, 3};
        bucket.put(key, content, false);
        try {
            if (!Arrays.equals(bucket.get(key, 0, content.length, null), content)
                    || bucket.list(key).size() != 1) {
                throw new IOException(bucket.url(key) + " is not what was put there");
            }
        } finally {
            bucket.delete(key);
        }
    }

    private static Optional<Duration> skew(String date, Instant now) {
        try {
            ZonedDateTime theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME);
            return Optional.of(Duration.between(theirs.toInstant(), now).abs());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
