package org.callvault.recording.spool.segment;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.callvault.recording.spool.segment.SegmentFormat.RecordHeader;
import org.callvault.recording.spool.segment.SpoolDamage.Kind;
import org.jspecify.annotations.Nullable;

/** Walks the records of one segment file; only headers and keys are read. */
public final class SegmentScan {
    private static final int WINDOW = 64 * 1024;

    /** What a scan finds. */
    public interface Findings {
        void key(byte[] body, long offset);

        void chunk(ChunkRef chunk);

        void damage(SpoolDamage damage);
    }

    private final Path file;
    private final FileChannel channel;
    private final Findings findings;
    private final long size;

    private SegmentScan(Path file, FileChannel channel, Findings findings) throws IOException {
        this.file = file;
        this.channel = channel;
        this.findings = findings;
        this.size = channel.size();
    }

    public static void scan(Path file, byte[] keyFingerprint, Findings findings) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            new SegmentScan(file, channel, findings).run(keyFingerprint);
        }
    }

    /** The fingerprint of the key that a segment's header names; shorter where the file is. */
    public static byte[] fingerprint(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            in.skipNBytes(Math.min(SegmentFormat.FINGERPRINT_AT, Files.size(file)));
            return in.readNBytes(SegmentFormat.FINGERPRINT);
        }
    }

    private void run(byte[] keyFingerprint) throws IOException {
        if (size < SegmentFormat.SEGMENT_HEADER) {
            damage(0, Kind.TORN_TAIL);
            return;
        }
        ByteBuffer header = read(0, SegmentFormat.SEGMENT_HEADER);
        if (!SegmentFormat.isSegmentHeader(header)) {
            // What follows may be whole all the same, and its keys tell whether it is ours.
            damage(0, Kind.ALTERED);
        } else if (!SegmentFormat.isOurs(header, keyFingerprint)) {
            damage(0, Kind.FOREIGN);
            return;
        }
        long at = SegmentFormat.SEGMENT_HEADER;
        while (at < size) {
            at = record(at);
        }
    }

    /** Handles the record here and returns where the next one begins. */
    private long record(long at) throws IOException {
        RecordHeader header = headerAt(at);
        if (header == null) {
            return skipDamage(at);
        }
        long end = at + SegmentFormat.RECORD_HEADER + header.bodyLength();
        if (end > size) {
            damage(at, Kind.TORN_TAIL);
            return size;
        }
        long bodyAt = at + SegmentFormat.RECORD_HEADER;
        if (header.type() == SegmentFormat.KEY && header.bodyLength() == SegmentFormat.KEY_BODY) {
            findings.key(read(bodyAt, header.bodyLength()).array(), at);
        } else if (header.type() == SegmentFormat.CHUNK
                && header.bodyLength() >= SegmentFormat.CHUNK_HEADER + SegmentFormat.TAG) {
            ByteBuffer chunkHeader = read(bodyAt, SegmentFormat.CHUNK_HEADER);
            findings.chunk(ChunkRef.of(file, at, header.bodyLength(), chunkHeader));
        }
        return end;
    }

    /** One broken header must not cost the rest of the file: the next whole header is looked for. */
    private long skipDamage(long at) throws IOException {
        for (long from = at + 1; from < size; from += WINDOW - SegmentFormat.RECORD_HEADER) {
            ByteBuffer window = read(from, (int) Math.min(WINDOW, size - from));
            for (int index = 0; index <= window.limit() - SegmentFormat.RECORD_HEADER; index++) {
                if (SegmentFormat.recordHeader(window, index) != null) {
                    damage(at, Kind.ALTERED);
                    return from + index;
                }
            }
        }
        damage(at, Kind.TORN_TAIL);
        return size;
    }

    private @Nullable RecordHeader headerAt(long at) throws IOException {
        return SegmentFormat.recordHeader(read(at, (int) Math.min(SegmentFormat.RECORD_HEADER, size - at)), 0);
    }

    private ByteBuffer read(long at, int length) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(length);
        while (bytes.hasRemaining() && channel.read(bytes, at + bytes.position()) >= 0) {
            // As often as it takes.
        }
        return bytes.flip();
    }

    private void damage(long offset, Kind kind) {
        findings.damage(new SpoolDamage(file, offset, kind));
    }
}
