package org.callvault.security.audit;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The files of an audit: {@code audit-2026-11-23.jsonl}, one a day (UTC). */
public final class AuditDays {
    private static final Pattern NAME = Pattern.compile("audit-[0-9]{4,9}-[0-9]{2}-[0-9]{2}\\.jsonl");

    private AuditDays() {}

    static Path file(Path directory, LocalDate day) {
        return directory.resolve("audit-" + day + ".jsonl");
    }

    /** All that are there, the oldest first. */
    public static List<Path> in(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file ->
                            NAME.matcher(String.valueOf(file.getFileName())).matches())
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        }
    }

    /** The day in a file's name. */
    public static LocalDate day(Path file) {
        String name = String.valueOf(file.getFileName());
        return LocalDate.parse(name.substring("audit-".length(), name.length() - ".jsonl".length()));
    }
}
