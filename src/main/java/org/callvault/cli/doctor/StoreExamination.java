package org.callvault.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.callvault.config.Settings;
import org.callvault.config.StoreSettings;
import org.callvault.recording.store.StoreAway;
import org.callvault.recording.store.s3.S3Trial;

/** Where recordings are kept, where that is not the data directory: tried with a small object, which is deleted again. */
final class StoreExamination {
    private static final String STORE = "store";
    private static final String WAITS = "A node starts and records without it; recordings wait on its disk";

    /** S3 refuses requests that are 15 minutes off. */
    private static final Duration MOST_SKEW = Duration.ofMinutes(1);

    private StoreExamination() {}

    static List<Finding> of(Settings settings, Instant now) {
        if (settings.store().s3().isPresent()) {
            return bucket(settings.store().s3().get(), now);
        }
        if (settings.store().directory().isPresent()) {
            return List.of(directory(settings.store().directory().get()));
        }
        return List.of(Finding.ok(STORE, "recordings are kept in the data directory"));
    }

    private static Finding directory(Path directory) {
        if (!Files.isDirectory(directory)) {
            return Finding.fail(STORE, directory + " is not there", "Make or mount it. " + WAITS);
        }
        try {
            Files.delete(Files.createTempFile(directory, ".doctor-", ".tmp"));
            return Finding.ok(STORE, directory + " can be written");
        } catch (IOException refused) {
            return Finding.fail(STORE, directory + " cannot be written: " + refused, "Make it writable. " + WAITS);
        }
    }

    private static List<Finding> bucket(StoreSettings.S3 s3, Instant now) {
        S3Trial trial;
        try {
            trial = S3Trial.of(s3, now);
        } catch (StoreAway away) {
            return List.of(Finding.fail(STORE, String.valueOf(away.getMessage()), WAITS));
        } catch (IOException unusable) {
            return List.of(Finding.fail(
                    STORE,
                    String.valueOf(unusable.getMessage()),
                    "Give the node the permissions that docs/stores.md lists"));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(STORE, "bucket " + s3.bucket() + " takes, gives and deletes objects"));
        if (trial.skew().isPresent() && trial.skew().get().compareTo(MOST_SKEW) > 0) {
            findings.add(Finding.warn(
                    STORE,
                    "its clock and this machine's are " + trial.skew().get().toSeconds() + " s apart",
                    "Set both by NTP: at 15 minutes requests are refused"));
        }
        if (s3.objectLock().isPresent()) {
            findings.add(Finding.ok(
                    STORE,
                    "recordings are locked for "
                            + s3.objectLock().get().period().toDays() + " days"));
        }
        if (trial.versioned()) {
            findings.add(Finding.warn(
                    STORE,
                    "the bucket keeps former versions of what is deleted, also of spool/",
                    "Have a lifecycle rule expire noncurrent versions below spool/ after a day (docs/stores.md)"));
        }
        return List.copyOf(findings);
    }
}
