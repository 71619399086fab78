package org.callvault.security.digest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** A file of {@link UserEntry} lines; empty ones and those that begin with # are skipped. */
public final class UserFile {
    private UserFile() {}

    /** A user file cannot be used. */
    public static final class Problem extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Problem(String message, Throwable cause) {
            super(message, cause);
        }

        Problem(String message) {
            super(message);
        }
    }

    /**
     * Reads all entries.
     *
     * @throws Problem naming file and line
     */
    public static List<UserEntry> read(Path file) {
        List<UserEntry> entries = new ArrayList<>();
        try {
            int number = 0;
            for (String line : Files.readAllLines(file)) {
                number++;
                if (!line.isBlank() && !line.startsWith("#")) {
                    int at = number;
                    entries.add(UserEntry.parse(line)
                            .orElseThrow(() -> new Problem(file + ", line " + at
                                    + ": must be user:realm:algorithm:hash; callvault users add writes such lines")));
                }
            }
            return entries;
        } catch (IOException e) {
            throw new Problem(file + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Replaces the file as a whole, readable by its owner alone. */
    public static void write(Path file, List<UserEntry> entries) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null) {
            throw new IOException(file + " names no file");
        }
        Files.createDirectories(directory);
        Path next = Files.createTempFile(
                directory,
                ".users",
                ".next",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(next, entries.stream().map(UserEntry::line).toList());
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
