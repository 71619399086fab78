package org.callvault.cli.doctor;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.callvault.config.Settings;
import org.jspecify.annotations.Nullable;

/**
 * The data directory: whether a node can write there, and for how long.
 *
 * @param nodeRuns whether a node holds the directory now
 */
record DataExamination(List<Finding> findings, boolean nodeRuns) {
    private static final String DIRECTORY = "data directory";
    private static final String ELSEWHERE = ", or set CALLVAULT_DATA to a directory that Callvault's user may write";

    static DataExamination of(Settings settings) {
        Path directory = settings.node().dataDirectory();
        Path present = nearest(directory);
        if (present == null || !Files.isDirectory(present)) {
            return new DataExamination(
                    List.of(Finding.fail(DIRECTORY, present + " is no directory", "Move that file away" + ELSEWHERE)),
                    false);
        }
        List<Finding> findings = new ArrayList<>();
        boolean runs = present.equals(directory) && locked(directory.resolve("lock"));
        findings.add(writable(directory, present, runs));
        findings.add(space(present, settings.recording().minFreeBytes()));
        return new DataExamination(List.copyOf(findings), runs);
    }

    /** The directory itself, or the one above it in which it would be made. */
    private static @Nullable Path nearest(Path directory) {
        Path path = directory.toAbsolutePath();
        while (path != null && !Files.exists(path)) {
            path = path.getParent();
        }
        return path;
    }

    private static Finding writable(Path directory, Path present, boolean runs) {
        try {
            Files.delete(Files.createTempFile(present, ".doctor-", ".tmp"));
        } catch (IOException refused) {
            return Finding.fail(DIRECTORY, present + " cannot be written: " + refused, "Make it writable" + ELSEWHERE);
        }
        if (runs) {
            return Finding.ok(DIRECTORY, directory + " can be written; a node that runs uses it");
        }
        return Finding.ok(
                DIRECTORY,
                present.equals(directory)
                        ? directory + " can be written"
                        : directory + " is made at the first start, in " + present);
    }

    private static Finding space(Path present, long least) {
        String check = "free space";
        String enough = "Free some, or point CALLVAULT_DATA to a larger disk; new calls are refused below "
                + mebibytes(least) + " (CALLVAULT_MIN_FREE)";
        try {
            long free = Files.getFileStore(present).getUsableSpace();
            if (free < least) {
                return Finding.fail(check, "only " + mebibytes(free) + " are free", enough);
            }
            return free < 2 * least
                    ? Finding.warn(check, mebibytes(free) + " are free, less than twice the least", enough)
                    : Finding.ok(check, mebibytes(free) + " are free, " + mebibytes(least) + " are the least");
        } catch (IOException unknown) {
            return Finding.fail(check, "the disk does not answer: " + unknown, "Look at the disk");
        }
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }

    /** A node locks this file as long as it runs. */
    private static boolean locked(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            return lock == null;
        } catch (OverlappingFileLockException here) {
            return true;
        } catch (IOException none) {
            return false;
        }
    }
}
