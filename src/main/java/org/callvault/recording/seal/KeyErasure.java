package org.callvault.recording.seal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Makes sealed files unreadable for everybody: what stands before the content, and in it the content's key wrapped for each
 * recipient, is overwritten in place and forced to disk. What a disk or a file system keeps elsewhere (flash cells that are
 * spared, snapshots, backups) no program reaches.
 */
public final class KeyErasure {
    private static final String SEALED = ".p7m";
    /** Of a file whose beginning is overwritten already, or is none that was sealed here. */
    private static final int OTHERWISE = 1 << 16;

    private KeyErasure() {}

    /** Overwrites in all sealed files of a directory; again where an earlier call was cut off. */
    public static void in(Path directory) throws IOException {
        List<Path> sealed;
        try (Stream<Path> files = Files.list(directory)) {
            sealed = files.filter(file -> file.toString().endsWith(SEALED)).toList();
        }
        for (Path file : sealed) {
            overwrite(file);
        }
    }

    private static void overwrite(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(before(channel, file), channel.size()));
            long at = 0;
            while (zeros.hasRemaining()) {
                at += channel.write(zeros, at);
            }
            channel.force(false);
        }
    }

    private static long before(FileChannel channel, Path file) throws IOException {
        try {
            return Envelope.read(channel, file.toString()).contentAt();
        } catch (SealProblem overwritten) {
            return OTHERWISE;
        }
    }
}
