package org.callvault.recording.store.s3;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Reads an object at any position, a block a request: small ones where a reader jumps, larger ones where it goes straight on.
 * Holds one block in memory, of 1 MiB at most. All blocks are of one version. For one thread at a time.
 */
final class S3Channel implements SeekableByteChannel {
    private static final int FIRST_BLOCK = 1 << 16;
    private static final int MOST_BLOCK = 1 << 20;

    private final S3Bucket bucket;
    private final String key;
    private final long size;
    private final @Nullable String tag;
    private byte[] block = {};
    private long blockAt;
    private int next = FIRST_BLOCK;
    private long position;
    private boolean open = true;

    /**
     * Of an object that was looked at before.
     *
     * @param tag of its version; null for whichever is there
     */
    S3Channel(S3Bucket bucket, String key, long size, @Nullable String tag) {
        this.bucket = bucket;
        this.key = key;
        this.size = size;
        this.tag = tag;
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        if (!open) {
            throw new ClosedChannelException();
        }
        if (position >= size) {
            return -1;
        }
        if (position < blockAt || position >= blockAt + block.length) {
            load();
        }
        int from = (int) (position - blockAt);
        int count = Math.min(into.remaining(), block.length - from);
        into.put(block, from, count);
        position += count;
        return count;
    }

    private void load() throws IOException {
        boolean straight = block.length > 0 && position == blockAt + block.length;
        next = straight ? Math.min(MOST_BLOCK, next * 2) : FIRST_BLOCK;
        int length = (int) Math.min(next, size - position);
        byte[] loaded = bucket.get(key, position, length, tag);
        if (loaded.length != length) {
            throw new IOException(key + ": " + loaded.length + " bytes came in the place of " + length);
        }
        block = loaded;
        blockAt = position;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public S3Channel position(long newPosition) {
        if (newPosition < 0) {
            throw new IllegalArgumentException("a position is not negative");
        }
        position = newPosition;
        return this;
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long newSize) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
        block = new byte[0];
    }
}
