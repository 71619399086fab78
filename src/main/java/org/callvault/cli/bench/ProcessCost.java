package org.callvault.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;

/** What a process has taken so far, as Linux tells. */
final class ProcessCost {
    private static final String RESIDENT = "VmRSS:";

    private ProcessCost() {}

    /** User and system time of all threads that live, to the nanosecond. */
    static Duration cpu(long pid) throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            return tasks.map(ProcessCost::runTime).reduce(Duration.ZERO, Duration::plus);
        }
    }

    /** A thread that ended meanwhile counts for nothing. */
    private static Duration runTime(Path task) {
        try {
            String first = Files.readString(task.resolve("schedstat")).split(" ", 2)[0];
            return Duration.ofNanos(Long.parseLong(first));
        } catch (IOException ended) {
            return Duration.ZERO;
        }
    }

    static long residentKilobytes(long pid) throws IOException {
        return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                .filter(line -> line.startsWith(RESIDENT))
                .mapToLong(line ->
                        Long.parseLong(line.substring(RESIDENT.length()).strip().split(" ", 2)[0]))
                .findFirst()
                .orElseThrow(() -> new IOException("process " + pid + " has no resident memory"));
    }
}
