package org.callvault.recording.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.callvault.recording.spool.segment.SegmentChannel;

/** A disk that takes only so many bytes, and can be told that force fails: as a full or dying one does. */
final class FailingDisk implements SegmentChannel.Factory {
    long room = Long.MAX_VALUE;
    boolean forceFails;

    @Override
    public SegmentChannel create(Path file) throws IOException {
        SegmentChannel real = SegmentChannel.onDisk(file);
        return new SegmentChannel() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                int fits = (int) Math.min(room, bytes.remaining());
                real.write(bytes.slice(bytes.position(), fits));
                room -= fits;
                if (fits < bytes.remaining()) {
                    throw new IOException("No space left on device");
                }
                bytes.position(bytes.limit());
            }

            @Override
            public void force() throws IOException {
                if (forceFails) {
                    throw new IOException("Input/output error");
                }
                real.force();
            }

            @Override
            public void truncate(long size) throws IOException {
                if (forceFails) {
                    throw new IOException("Input/output error");
                }
                real.truncate(size);
            }

            @Override
            public void close() throws IOException {
                real.close();
            }
        };
    }
}
