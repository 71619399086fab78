package org.callvault.recording.spool.segment;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Where a segment's bytes go: a file, or in tests a disk that fails. */
public interface SegmentChannel extends Closeable {
    /** Makes new segment files; never opens one that is there. */
    @FunctionalInterface
    interface Factory {
        SegmentChannel create(Path file) throws IOException;
    }

    /** Writes all of it at the end, or fails with any part of it written. */
    void write(ByteBuffer bytes) throws IOException;

    /** Returns when everything written is on disk (fdatasync). */
    void force() throws IOException;

    void truncate(long size) throws IOException;

    /** A file on disk; its name is durable when this returns. */
    static SegmentChannel onDisk(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        Durable.directory(file.toAbsolutePath().resolveSibling(""));
        return new SegmentChannel() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
            }

            @Override
            public void force() throws IOException {
                channel.force(false);
            }

            @Override
            public void truncate(long size) throws IOException {
                channel.truncate(size);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
