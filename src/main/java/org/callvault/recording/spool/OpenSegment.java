package org.callvault.recording.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.callvault.recording.spool.segment.SegmentChannel;

/** A segment file that is being written: knows up to where it is good. */
final class OpenSegment {
    private final Path file;
    private final SegmentChannel channel;
    private final Instant openedAt;
    private final ByteBuffer staging;
    private final Set<Long> keyedChains = new HashSet<>();
    private long written;
    private long good;

    OpenSegment(Path file, SegmentChannel channel, Instant openedAt, ByteBuffer staging) {
        this.file = file;
        this.channel = channel;
        this.openedAt = openedAt;
        this.staging = staging.clear();
    }

    /** Copies into the staging buffer, which goes to the file whenever it is full: a few large writes a flush. */
    void put(ByteBuffer bytes) throws IOException {
        ByteBuffer rest = bytes.duplicate();
        while (rest.hasRemaining()) {
            if (!staging.hasRemaining()) {
                drain();
            }
            int length = Math.min(rest.remaining(), staging.remaining());
            staging.put(rest.slice(rest.position(), length));
            rest.position(rest.position() + length);
        }
    }

    /** Everything put is on disk when this returns. */
    void commit() throws IOException {
        drain();
        channel.force();
        good = written;
    }

    private void drain() throws IOException {
        staging.flip();
        int length = staging.remaining();
        channel.write(staging);
        written += length;
        staging.clear();
    }

    /** Cuts off what was put since the last commit, as far as the disk lets us; readers stand a torn tail anyway. */
    void rollBack() throws IOException {
        staging.clear();
        try (channel) {
            channel.truncate(good);
        }
    }

    void close() throws IOException {
        channel.close();
    }

    /** Whether the chain's key is new to this segment, and has to be written before its chunk. */
    boolean needsKeyOf(Chain chain) {
        return keyedChains.add(chain.id());
    }

    Path file() {
        return file;
    }

    /** Bytes that are surely on disk. */
    long good() {
        return good;
    }

    Instant openedAt() {
        return openedAt;
    }
}
