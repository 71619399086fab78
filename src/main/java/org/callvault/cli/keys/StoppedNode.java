package org.callvault.cli.keys;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** A data directory that no node uses, and none can begin to use, as long as this is open. */
final class StoppedNode implements AutoCloseable {
    private final FileChannel channel;

    private StoppedNode(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock that a node takes when it starts.
     *
     * @throws IOException when one runs, or there is no such directory
     */
    static StoppedNode of(Path data) throws IOException {
        if (!Files.isDirectory(data)) {
            throw new IOException(data + " is no data directory of a node: name it with --data");
        }
        FileChannel channel =
                FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (lock(channel) == null) {
            channel.close();
            throw new IOException("a node uses " + data + ": stop it first, since it holds its keys in memory");
        }
        return new StoppedNode(channel);
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    /** The system lets go of the lock with the file. */
    @Override
    public void close() throws IOException {
        channel.close();
    }
}
