package org.callvault.recording.spool.key;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.callvault.recording.spool.SpoolException;
import org.callvault.recording.spool.segment.Durable;

/** Files that nobody but their owner reads, and that are there whole or not at all. */
final class OwnFile {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private OwnFile() {}

    /**
     * All of a file.
     *
     * @throws SpoolException when others can read it
     */
    static byte[] read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        if (!OWNER_ONLY.containsAll(Files.getPosixFilePermissions(file))) {
            throw new SpoolException("the spool key " + file + " can be read by others: chmod 600 it", null);
        }
        return bytes;
    }

    /** Written aside, forced to disk and renamed: a crash never leaves half of it. */
    static void write(Path file, byte[] bytes) throws IOException {
        Path directory = file.toAbsolutePath().resolveSibling("");
        Files.createDirectories(directory);
        Path made =
                Files.createTempFile(directory, "spool-key", ".tmp", PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        try {
            try (FileChannel channel = FileChannel.open(made, StandardOpenOption.WRITE)) {
                ByteBuffer rest = ByteBuffer.wrap(bytes);
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                channel.force(true);
            }
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Durable.directory(directory);
        } finally {
            Files.deleteIfExists(made);
        }
    }
}
