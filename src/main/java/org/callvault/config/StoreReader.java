package org.callvault.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.callvault.config.StoreSettings.ObjectLock;
import org.callvault.config.StoreSettings.S3;

/** Reads where recordings are kept. */
final class StoreReader {
    private static final String SECRET_KEY = "store.s3.secret-key";
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final Config config;
    private final SettingValues values;
    private final List<String> problems;

    StoreReader(Config config, SettingValues values, List<String> problems) {
        this.config = config;
        this.values = values;
        this.problems = problems;
    }

    StoreSettings read() {
        Optional<Path> directory = values.text("store.directory").isBlank()
                ? Optional.empty()
                : Optional.of(values.path("store.directory"));
        boolean named = !values.text("store.s3.bucket").isBlank();
        return switch (values.text("store.kind")) {
            case "directory" -> {
                if (named) {
                    problems.add(values.shown("store.s3.bucket") + " is not used: set " + name("store.kind")
                            + "=s3, or name no bucket");
                }
                yield new StoreSettings(directory, Optional.empty());
            }
            case "s3" -> {
                if (directory.isPresent()) {
                    problems.add(values.shown("store.directory") + " is not used: set " + name("store.kind")
                            + "=directory, or name no directory");
                }
                yield new StoreSettings(Optional.empty(), Optional.of(s3()));
            }
            default -> {
                problems.add(values.shown("store.kind") + " must be directory or s3");
                yield new StoreSettings(directory, Optional.empty());
            }
        };
    }

    private S3 s3() {
        Optional<URI> endpoint = endpoint();
        Secret secret = secret();
        String access = values.text("store.s3.access-key").strip();
        if (access.isEmpty() != secret.reveal().isEmpty()) {
            problems.add(name("store.s3.access-key") + " and " + name(SECRET_KEY)
                    + " belong together: give both, or neither, and AWS's own sources are asked");
        }
        return new S3(
                bucket(),
                prefix(),
                values.text("store.s3.region").strip(),
                endpoint,
                values.text("store.s3.path-style").equals("auto")
                        ? endpoint.isPresent()
                        : values.bool("store.s3.path-style"),
                access,
                secret,
                values.file("store.s3.ca"),
                wait("store.s3.connect-within"),
                wait("store.s3.answer-within"),
                lock(),
                values.durationOrNone("store.s3.live-upload"),
                values.bytes("store.s3.live-upload-rate", 64 * 1024, 1L << 40));
    }

    private String bucket() {
        String bucket = values.text("store.s3.bucket").strip();
        if (!bucket.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")) {
            problems.add(values.shown("store.s3.bucket")
                    + " must be the name of a bucket: 3 to 63 small letters, digits," + " dots and hyphens");
        }
        return bucket;
    }

    private String prefix() {
        String prefix = values.text("store.s3.prefix").strip();
        if (!prefix.matches("([A-Za-z0-9_.-]+(/[A-Za-z0-9_.-]+)*/?)?")) {
            problems.add(
                    values.shown("store.s3.prefix") + " must be names with slashes between, for example callvault/");
        }
        return prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/";
    }

    /** Recordings travel encrypted, unless somebody says otherwise. */
    private Optional<URI> endpoint() {
        String path = "store.s3.endpoint";
        String text = values.text(path).strip();
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(text);
            if (uri.getHost() == null || !List.of("http", "https").contains(uri.getScheme())) {
                throw new URISyntaxException(text, "no host");
            }
            if (uri.getScheme().equals("http") && !isLoopback(uri.getHost()) && !values.bool("store.s3.plaintext")) {
                problems.add(values.shown(path) + " would send recordings and credentials in the clear: begin it with"
                        + " https:// or, where the network is trusted, set " + name("store.s3.plaintext") + "=true");
            }
            return Optional.of(uri);
        } catch (URISyntaxException e) {
            problems.add(values.shown(path) + " must be a URL, for example https://minio.example.com:9000");
            return Optional.empty();
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return host.equals("localhost") || InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private Secret secret() {
        try {
            return new Secret(config.getString(SECRET_KEY));
        } catch (ConfigException e) {
            problems.add(name(SECRET_KEY) + " must be text");
            return new Secret("");
        }
    }

    private Optional<ObjectLock> lock() {
        String mode = values.text("store.s3.object-lock");
        Duration period = values.durationOrNone("store.s3.object-lock-period");
        switch (mode) {
            case "off" -> {
                if (!period.isZero()) {
                    problems.add(values.shown("store.s3.object-lock-period") + " needs " + name("store.s3.object-lock")
                            + "=governance or compliance");
                }
                return Optional.empty();
            }
            case "governance", "compliance" -> {
                if (period.compareTo(Duration.ofDays(1)) < 0) {
                    problems.add(values.shown("store.s3.object-lock-period") + " must be at least a day, for example"
                            + " \"365 days\": recordings cannot be deleted before");
                }
                return Optional.of(new ObjectLock(mode.equals("compliance"), period));
            }
            default -> {
                problems.add(values.shown("store.s3.object-lock") + " must be off, governance or compliance");
                return Optional.empty();
            }
        }
    }

    private Duration wait(String path) {
        Duration value = values.duration(path);
        if (value.toMillis() < 100 || value.compareTo(LONGEST_WAIT) > 0) {
            problems.add(values.shown(path) + " must be between 100 milliseconds and 10 minutes");
        }
        return value;
    }

    private static String name(String path) {
        return EnvironmentNames.nameOf("callvault." + path);
    }
}
