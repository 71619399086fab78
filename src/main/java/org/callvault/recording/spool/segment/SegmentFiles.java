package org.callvault.recording.spool.segment;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Reads chunks; keeps the file of the last one open, because the next one is mostly in it. */
public final class SegmentFiles implements Closeable {
    private @Nullable Path file;
    private @Nullable FileChannel channel;

    public byte[] read(ChunkRef chunk) throws IOException {
        FileChannel from = open(chunk.file());
        ByteBuffer body = ByteBuffer.allocate(chunk.bodyLength());
        while (body.hasRemaining()) {
            if (from.read(body, chunk.bodyOffset() + body.position()) < 0) {
                throw new EOFException("segment " + chunk.file() + " became shorter");
            }
        }
        return body.array();
    }

    private FileChannel open(Path wanted) throws IOException {
        FileChannel current = channel;
        if (current != null && wanted.equals(file)) {
            return current;
        }
        close();
        FileChannel opened = FileChannel.open(wanted, StandardOpenOption.READ);
        channel = opened;
        file = wanted;
        return opened;
    }

    @Override
    public void close() throws IOException {
        if (channel != null) {
            channel.close();
        }
    }
}
