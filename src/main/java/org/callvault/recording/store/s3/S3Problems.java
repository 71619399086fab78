package org.callvault.recording.store.s3;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Objects;
import java.util.function.Supplier;
import org.callvault.recording.store.StoreAway;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What a server's refusals mean, and what to do about them. */
final class S3Problems {
    private static final String POLICY = "; docs/stores.md has the policy that a node needs";

    /** For messages. */
    private final String endpoint;

    private final String bucket;

    S3Problems(String endpoint, String bucket) {
        this.endpoint = endpoint;
        this.bucket = bucket;
    }

    /** Runs a request; {@code about} is its key. */
    <T> T told(String about, Supplier<T> request) throws IOException {
        try {
            return request.get();
        } catch (S3Exception refused) {
            throw of(refused, about);
        } catch (SdkException | java.io.UncheckedIOException unanswered) {
            throw new StoreAway("no answer from " + endpoint + ": " + innermost(unanswered), unanswered);
        }
    }

    static boolean isAbsent(S3Exception refused) {
        return refused.statusCode() == 404 && !code(refused).equals("NoSuchBucket");
    }

    /** Something is there already, and the request was for the case that nothing is. */
    static boolean isTaken(S3Exception refused) {
        return refused.statusCode() == 412 || refused.statusCode() == 409;
    }

    private IOException of(S3Exception refused, String about) {
        String code = code(refused);
        return switch (code) {
            case "NoSuchBucket" -> noBucket(refused);
            case "InvalidAccessKeyId", "SignatureDoesNotMatch", "ExpiredToken", "InvalidToken" ->
                away(
                        endpoint + " does not take these credentials (" + code + "): check CALLVAULT_S3_ACCESS_KEY and"
                                + " CALLVAULT_S3_SECRET_KEY, or the role of this machine",
                        refused);
            case "RequestTimeTooSkewed" ->
                away("the clock of this machine and that of " + endpoint + " differ too much: set it by NTP", refused);
            case "SlowDown", "ServiceUnavailable", "RequestTimeout" ->
                away(endpoint + " is busy (" + code + ")", refused);
            case "ObjectLocked" ->
                new IOException(about + " is locked by the store until its period has passed", refused);
            case "NotImplemented" ->
                new IOException(endpoint + " cannot do what is asked for " + about + ": " + detail(refused), refused);
            default -> byStatus(refused, about);
        };
    }

    /** An answer to HEAD has no code, only the number 404. */
    StoreAway noBucket(Exception refused) {
        return new StoreAway(
                "there is no bucket " + bucket + " at " + endpoint + ": create it, or set CALLVAULT_S3_BUCKET",
                refused);
    }

    private IOException byStatus(S3Exception refused, String about) {
        int status = refused.statusCode();
        if (status == 404) {
            return (IOException) new NoSuchFileException(about).initCause(refused);
        }
        if (status == 401 || status == 403) {
            return away(
                    endpoint + " refuses this with " + status + " for " + about + " in bucket " + bucket + " ("
                            + detail(refused) + "): check credentials and permissions" + POLICY,
                    refused);
        }
        if (status >= 500 || status == 429) {
            return away(endpoint + " does not serve now (" + status + " " + code(refused) + ")", refused);
        }
        return new IOException(
                endpoint + " refuses " + about + " with " + status + ": " + code(refused) + ", " + detail(refused),
                refused);
    }

    private static StoreAway away(String message, S3Exception refused) {
        return new StoreAway(message, refused);
    }

    private static String code(S3Exception refused) {
        AwsErrorDetails details = refused.awsErrorDetails();
        return details == null ? "" : Objects.requireNonNullElse(details.errorCode(), "");
    }

    private static String detail(S3Exception refused) {
        AwsErrorDetails details = refused.awsErrorDetails();
        return details == null
                ? "no reason given"
                : Objects.requireNonNullElse(details.errorMessage(), "no reason given");
    }

    private static String innermost(Throwable problem) {
        Throwable deepest = problem;
        while (deepest.getCause() != null && deepest.getCause() != deepest) {
            deepest = deepest.getCause();
        }
        return deepest.getClass().getSimpleName() + ": " + deepest.getMessage();
    }
}
