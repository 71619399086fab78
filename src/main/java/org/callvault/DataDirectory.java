package org.callvault;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import org.callvault.cli.NodeStarter.StartFailed;

/** The directory that holds all that a node keeps; one process at a time. */
final class DataDirectory implements AutoCloseable {
    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataDirectory(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /** Makes the directory, readable by its owner alone, and locks it; fails with StartFailed where another node has it. */
    static DataDirectory open(Path path) {
        return open(path, "the data directory", "CALLVAULT_DATA");
    }

    /** Another directory of the same kind, with its name and the variable that sets it. */
    static DataDirectory open(Path path, String name, String variable) {
        try {
            if (!Files.isDirectory(path)) {
                Files.createDirectories(
                        path, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new StartFailed(
                        "another node uses " + name + " " + path + ": stop it, or set " + variable
                                + " to a directory of this node's own",
                        null);
            }
            return new DataDirectory(path, channel, lock);
        } catch (IOException | UnsupportedOperationException e) {
            throw new StartFailed(
                    name + " " + path + " cannot be used: " + e + "; make it writable or set " + variable, e);
        }
    }

    private static @org.jspecify.annotations.Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    Path path() {
        return path;
    }

    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
    }
}
