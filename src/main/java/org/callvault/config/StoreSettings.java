package org.callvault.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * Where finished recordings are kept.
 *
 * @param directory empty for the data directory itself
 * @param s3 where it is not a directory
 */
public record StoreSettings(Optional<Path> directory, Optional<S3> s3) {

    /**
     * A bucket of a server that speaks S3.
     *
     * @param prefix of all keys: empty, or ends in a slash
     * @param endpoint empty for AWS itself
     * @param pathStyle whether the bucket stands in the path, not in the host name
     * @param accessKey empty for the usual sources of AWS: environment, profile, role
     * @param ca PEM certificates that vouch for the server; empty for those of the JDK
     * @param answerWithin one request, all of it
     * @param liveUpload how often segments of live calls are uploaded; zero for never
     * @param liveBytesPerSecond that this may take at most
     */
    public record S3(
            String bucket,
            String prefix,
            String region,
            Optional<URI> endpoint,
            boolean pathStyle,
            String accessKey,
            Secret secretKey,
            Optional<Path> ca,
            Duration connectWithin,
            Duration answerWithin,
            Optional<ObjectLock> objectLock,
            Duration liveUpload,
            long liveBytesPerSecond) {}

    /** Objects that nobody deletes before so long has passed; in compliance mode not even who may lift other locks. */
    public record ObjectLock(boolean compliance, Duration period) {}
}
