package org.callvault.recording.store;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.callvault.recording.RecordingId;

/**
 * Where recordings are put together, out of sight of readers: {@code <id>.<node>.<random>}, so that no two attempts share
 * anything, also where a node that was held up goes on with what another has taken over. What earlier attempts left is
 * deleted before the first one begins: all of this node, for a node is one process, and of others what nobody has touched for a
 * day.
 */
final class PartDirectory {
    private static final Duration ABANDONED_AFTER = Duration.ofDays(1);

    private final Path path;
    private final String node;
    private boolean swept;

    /** One of a node, which may have any name. */
    PartDirectory(Path path, String node) {
        this.path = path;
        this.node = UUID.nameUUIDFromBytes(node.getBytes(StandardCharsets.UTF_8))
                .toString()
                .substring(0, 8);
    }

    /** A path that nobody else has; nothing is there. */
    Path next(RecordingId id) throws IOException {
        Files.createDirectories(path);
        sweep();
        String random = UUID.randomUUID().toString().substring(0, 18);
        return path.resolve(id.value() + "." + node + "." + random);
    }

    /** Once, and before anything of this process is there. */
    private synchronized void sweep() throws IOException {
        if (swept) {
            return;
        }
        swept = true;
        List<Path> left;
        try (Stream<Path> all = Files.list(path)) {
            left = all.toList();
        }
        for (Path each : left) {
            boolean ours = each.getFileName().toString().matches("[0-9a-f-]{36}\\." + node + "\\.[0-9a-f-]{18}");
            if (ours || touched(each).isBefore(Instant.now().minus(ABANDONED_AFTER))) {
                DirectoryStore.deleteTree(each);
            }
        }
    }

    /** By the clock of the file system, and when anything in it was. */
    private static Instant touched(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree)) {
            Instant latest = Instant.MIN;
            for (Path each : (Iterable<Path>) all::iterator) {
                Instant at = Files.getLastModifiedTime(each).toInstant();
                latest = at.isAfter(latest) ? at : latest;
            }
            return latest;
        } catch (NoSuchFileException | java.io.UncheckedIOException goes) {
            // Another node moves or deletes it right now.
            return Instant.MAX;
        }
    }
}
