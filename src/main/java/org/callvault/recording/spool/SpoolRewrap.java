package org.callvault.recording.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.spec.SecretKeySpec;
import org.callvault.recording.RecordingId;
import org.callvault.recording.spool.segment.ChunkRef;
import org.callvault.recording.spool.segment.Durable;
import org.callvault.recording.spool.segment.SegmentFormat;
import org.callvault.recording.spool.segment.SegmentScan;
import org.callvault.recording.spool.segment.SpoolDamage;

/**
 * Puts the data keys of segments that nobody writes under the current spool key, so that no segment needs a former one. What
 * the data keys seal stays as it is. A segment is copied with its keys wrapped anew, the copy is forced to disk, read back,
 * and renamed over it: at any moment there is one whole segment, under the one key or the other.
 */
public final class SpoolRewrap {
    /** Of copies that are not whole yet; no reader looks at them, and a spool that opens deletes them. */
    static final String SUFFIX = ".rewrap";

    /** What became of a segment. */
    public enum Outcome {
        /** Its keys were under a former spool key, and are under the current one now. */
        REWRAPPED,
        /** It did not need a former key. */
        CURRENT,
        /** It is under a key that is not here, and stays as it is. */
        FOREIGN
    }

    /** A key record that opens, and where it stands. */
    private record Wrapped(long offset, byte[] body, SecretKeySpec dataKey, boolean former) {}

    private final SpoolKeys keys;
    private final SecureRandom random = new SecureRandom();
    private final Gcm gcm = new Gcm();

    public SpoolRewrap(SpoolKeys keys) {
        this.keys = keys;
    }

    /**
     * Does so with one segment. May be cut off at any point, and called again.
     *
     * @throws IOException when it cannot be read or written; it is as it was then
     */
    public Outcome rewrap(Path segment) throws IOException {
        Path copy = segment.resolveSibling(segment.getFileName() + SUFFIX);
        Files.deleteIfExists(copy);
        byte[] named = SegmentScan.fingerprint(segment);
        List<Wrapped> found = keysOf(segment, named);
        boolean known = keys.ids().contains(HexFormat.of().formatHex(named));
        boolean former = known && !Arrays.equals(named, keys.current().fingerprint());
        if (!former && found.stream().noneMatch(Wrapped::former)) {
            return known || !found.isEmpty() || Files.size(segment) < SegmentFormat.SEGMENT_HEADER
                    ? Outcome.CURRENT
                    : Outcome.FOREIGN;
        }
        try {
            Files.copy(segment, copy);
            write(copy, found, former);
            requireSame(copy, found);
            Files.move(copy, segment, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            Durable.directory(segment.toAbsolutePath().resolveSibling(""));
            return Outcome.REWRAPPED;
        } finally {
            Files.deleteIfExists(copy);
        }
    }

    /** Those that open; what does not, as after a crypto-erasure, is left alone. */
    private List<Wrapped> keysOf(Path segment, byte[] fingerprint) throws IOException {
        List<Wrapped> found = new ArrayList<>();
        SegmentScan.scan(segment, fingerprint, new SegmentScan.Findings() {
            @Override
            public void key(byte[] body, long offset) {
                for (SpoolKey key : keys.all()) {
                    gcm.unwrap(key, body)
                            .ifPresent(dataKey -> found.add(new Wrapped(offset, body, dataKey, key != keys.current())));
                }
            }

            @Override
            public void chunk(ChunkRef chunk) {
                // Sealed by data keys, which stay.
            }

            @Override
            public void damage(SpoolDamage damage) {
                // Stays what it is.
            }
        });
        return found;
    }

    private void write(Path copy, List<Wrapped> found, boolean header) throws IOException {
        try (FileChannel channel = FileChannel.open(copy, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            for (Wrapped each : found) {
                ByteBuffer body = ByteBuffer.allocate(SegmentFormat.KEY_BODY);
                ByteBuffer before = ByteBuffer.wrap(each.body());
                byte[] id = new byte[SegmentFormat.RECORDING];
                before.get(id);
                gcm.wrap(
                        keys.current(),
                        random,
                        new RecordingId(new String(id, StandardCharsets.US_ASCII)),
                        before.getLong(),
                        each.dataKey().getEncoded(),
                        body);
                put(channel, body.flip(), each.offset() + SegmentFormat.RECORD_HEADER);
            }
            if (header) {
                ByteBuffer bytes = ByteBuffer.allocate(SegmentFormat.SEGMENT_HEADER);
                while (bytes.hasRemaining() && channel.read(bytes, bytes.position()) >= 0) {
                    // As often as it takes.
                }
                SegmentFormat.rename(bytes.flip(), keys.current().fingerprint());
                put(channel, bytes, 0);
            }
            channel.force(true);
        }
    }

    private static void put(FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
        for (long at = offset; bytes.hasRemaining(); ) {
            at += channel.write(bytes, at);
        }
    }

    /** A disk that gives back something else must not cost the only copy of a call. */
    private void requireSame(Path copy, List<Wrapped> found) throws IOException {
        List<Wrapped> now = keysOf(copy, SegmentScan.fingerprint(copy));
        Map<Long, SecretKeySpec> before = new TreeMap<>();
        Map<Long, SecretKeySpec> after = new TreeMap<>();
        found.forEach(each -> before.put(each.offset(), each.dataKey()));
        now.forEach(each -> after.put(each.offset(), each.dataKey()));
        if (!before.equals(after) || now.stream().anyMatch(Wrapped::former)) {
            throw new IOException(copy + " did not come back as it was written: look at the disk");
        }
    }
}
