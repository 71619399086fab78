package org.callvault.recording.spool.segment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.callvault.recording.RecordingId;

/**
 * Destroys the wrapped data keys of a recording in a segment that other recordings still need. Nonce and wrapping of a key
 * record become zeros, in place: what no key wraps to, so readers tell it from damage. Header and length stay.
 */
public final class ErasedKeys {
    private static final int WRAPPED_AT = SegmentFormat.RECORDING + 8;

    private ErasedKeys() {}

    /** Whether the body of a key record is one whose key was destroyed. */
    public static boolean isErased(byte[] body) {
        for (int i = WRAPPED_AT; i < body.length; i++) {
            if (body[i] != 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Destroys the keys of a recording in a segment; they are gone from the file when this returns.
     *
     * @return how many there were
     */
    public static int erase(Path segment, RecordingId recording) throws IOException {
        Found found = new Found(recording);
        try {
            SegmentScan.scan(segment, SegmentScan.fingerprint(segment), found);
            if (!found.offsets.isEmpty()) {
                overwrite(segment, found.offsets);
            }
        } catch (NoSuchFileException deleted) {
            return 0;
        }
        return found.offsets.size();
    }

    /** Bytes of a segment, from one position up to another. */
    public record Range(long from, long until) {}

    /** Where the keys of a recording were, in a segment in which they were destroyed; none where it is deleted. */
    public static List<Range> in(Path segment, RecordingId recording) throws IOException {
        Found found = new Found(recording);
        try {
            SegmentScan.scan(segment, SegmentScan.fingerprint(segment), found);
        } catch (NoSuchFileException deleted) {
            return List.of();
        }
        return found.erased.stream()
                .map(offset -> offset + SegmentFormat.RECORD_HEADER)
                .map(body -> new Range(body + WRAPPED_AT, body + SegmentFormat.KEY_BODY))
                .toList();
    }

    private static void overwrite(Path segment, List<Long> offsets) throws IOException {
        try (FileChannel channel = FileChannel.open(segment, StandardOpenOption.WRITE)) {
            for (long offset : offsets) {
                ByteBuffer zeros = ByteBuffer.allocate(SegmentFormat.KEY_BODY - WRAPPED_AT);
                long at = offset + SegmentFormat.RECORD_HEADER + WRAPPED_AT;
                while (zeros.hasRemaining()) {
                    at += channel.write(zeros, at);
                }
            }
            channel.force(false);
        }
    }

    /** Key records of one recording. */
    private static final class Found implements SegmentScan.Findings {
        private final byte[] recording;
        private final List<Long> offsets = new ArrayList<>();
        private final List<Long> erased = new ArrayList<>();

        Found(RecordingId recording) {
            this.recording = recording.value().getBytes(StandardCharsets.US_ASCII);
        }

        @Override
        public void key(byte[] body, long offset) {
            if (ByteBuffer.wrap(body, 0, SegmentFormat.RECORDING).equals(ByteBuffer.wrap(recording))) {
                (isErased(body) ? erased : offsets).add(offset);
            }
        }

        @Override
        public void chunk(ChunkRef chunk) {
            // Stays: without its key nobody reads it.
        }

        @Override
        public void damage(SpoolDamage damage) {
            // What cannot be found here, no reader finds either.
        }
    }
}
