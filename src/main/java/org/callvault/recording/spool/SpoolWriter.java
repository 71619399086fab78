package org.callvault.recording.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.callvault.config.Settings;
import org.callvault.recording.RecordingId;
import org.callvault.recording.spool.segment.SegmentChannel;
import org.callvault.recording.spool.segment.SegmentFormat;
import org.callvault.recording.spool.segment.SegmentPlaces;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where one lane writes; used from one thread at a time.
 *
 * <p>Appending only copies into memory. A flush seals, writes and forces; when the disk fails, the sealed chunks stay in
 * memory for the next flush, in a new segment (after a failed force nobody knows what of the old one is on disk). Memory for
 * them is bounded: beyond it the oldest is dropped, counted, and missing from its chain, so the finisher reports it.
 */
public final class SpoolWriter implements AutoCloseable {
    /** An open chunk of this size is sealed before the next flush. */
    static final int CHUNK_BYTES = 256 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(SpoolWriter.class);
    private static final int STAGING_BYTES = 1024 * 1024;

    /** What all writers of a spool share. */
    record Shared(
            SegmentPlaces places,
            SpoolKeys keys,
            Settings.Recording settings,
            InstantSource clock,
            Ledger ledger,
            SpoolCounters counters,
            SegmentChannel.Factory channels,
            long maxPendingBytes) {}

    private final Shared shared;
    private final int lane;
    private final SecureRandom random = new SecureRandom();
    private final Gcm gcm = new Gcm();
    private final ByteBuffer staging = ByteBuffer.allocateDirect(STAGING_BYTES);
    private final Map<RecordingId, Chain> chains = new HashMap<>();
    private final ArrayDeque<SealedChunk> pending = new ArrayDeque<>();
    private @Nullable Chain latest;
    private long pendingBytes;
    private @Nullable OpenSegment segment;

    SpoolWriter(Shared shared, int lane) {
        this.shared = shared;
        this.lane = lane;
    }

    /**
     * Appends to the recording's open chunk, in memory only.
     *
     * @param stream index of the m-line, -1 for entries about the whole recording
     * @param arrivalMicros microseconds since the epoch
     */
    public void append(
            RecordingId recording,
            int stream,
            EntryKind kind,
            long arrivalMicros,
            byte[] buffer,
            int offset,
            int length) {
        Chain chain = chainOf(recording);
        chain.append(kind, stream, arrivalMicros, buffer, offset, length);
        if (chain.openBytes() >= CHUNK_BYTES) {
            seal(chain);
        }
    }

    /** Several entries of a recording come in a row. */
    private Chain chainOf(RecordingId recording) {
        Chain chain = latest;
        if (chain == null || !chain.recording().equals(recording)) {
            chain = chains.computeIfAbsent(recording, this::begin);
            latest = chain;
        }
        return chain;
    }

    private Chain begin(RecordingId recording) {
        shared.ledger().began(recording);
        return new Chain(recording, random);
    }

    /**
     * Seals all open chunks, writes them and forces them to disk; blocks.
     *
     * @throws IOException when the disk fails; what was to be written is kept for the next flush
     */
    public void flush() throws IOException {
        for (Chain chain : chains.values()) {
            if (chain.openBytes() > 0) {
                seal(chain);
            }
        }
        if (!pending.isEmpty()) {
            writePending();
        }
        closeSegmentIfDue();
    }

    /** Flushes and forgets the recording; nothing of it comes after. */
    public void end(RecordingId recording) throws IOException {
        try {
            flush();
        } finally {
            if (chains.remove(recording) != null) {
                shared.ledger().ended(recording);
            }
            latest = null;
        }
    }

    /** Flushes and closes the segment. */
    @Override
    public void close() throws IOException {
        try {
            flush();
        } finally {
            closeSegment();
        }
    }

    private void seal(Chain chain) {
        SealedChunk chunk = chain.seal(gcm);
        pending.add(chunk);
        addPendingBytes(chunk.size());
        shared.ledger().sealed(chain.recording());
        while (pendingBytes > shared.maxPendingBytes() && pending.size() > 1) {
            drop(pending.remove());
        }
    }

    private void drop(SealedChunk chunk) {
        addPendingBytes(-chunk.size());
        shared.counters().droppedChunks.incrementAndGet();
        shared.ledger().settled(chunk.chain().recording());
        LOG.atWarn()
                .addKeyValue("recording", chunk.chain().recording())
                .log("chunk dropped: the disk does not take what was received");
    }

    private void addPendingBytes(long bytes) {
        pendingBytes += bytes;
        shared.counters().pendingBytes.addAndGet(bytes);
    }

    private void writePending() throws IOException {
        Instant start = shared.clock().instant();
        boolean open;
        try {
            OpenSegment target = segment == null ? openSegment() : segment;
            for (SealedChunk chunk : pending) {
                if (target.needsKeyOf(chunk.chain())) {
                    shared.ledger().holds(target.file(), chunk.chain().recording());
                    target.put(chunk.chain().keyRecord(gcm, shared.keys().current(), random));
                }
                target.put(chunk.bytes());
            }
            target.commit();
            shared.ledger().forced(target.file(), target.good());
            open = shared.places()
                    .wrote(target.file(), Duration.between(start, shared.clock().instant()));
        } catch (IOException e) {
            shared.counters().failedFlushes.incrementAndGet();
            abandonSegment();
            throw e;
        }
        for (SealedChunk chunk : pending) {
            chunk.chain().reuse(chunk);
            shared.ledger().settled(chunk.chain().recording());
        }
        pending.clear();
        addPendingBytes(-pendingBytes);
        if (!open) {
            closeSegment();
        }
    }

    private OpenSegment openSegment() throws IOException {
        byte[] unique = new byte[4];
        random.nextBytes(unique);
        Path file = shared.places()
                .next()
                .resolve("%013d-%02d-%s%s"
                        .formatted(shared.clock().millis(), lane, HexFormat.of().formatHex(unique), Spool.SUFFIX));
        shared.ledger().opened(file);
        SegmentChannel channel;
        try {
            channel = shared.channels().create(file);
        } catch (IOException e) {
            shared.places().failed(file);
            shared.ledger().closed(file);
            throw e;
        }
        OpenSegment opened = new OpenSegment(file, channel, shared.clock().instant(), staging);
        segment = opened;
        ByteBuffer header = ByteBuffer.allocate(SegmentFormat.SEGMENT_HEADER);
        SegmentFormat.putSegmentHeader(header, lane, shared.keys().current().fingerprint());
        opened.put(header.flip());
        return opened;
    }

    private void abandonSegment() {
        OpenSegment abandoned = segment;
        segment = null;
        if (abandoned == null) {
            return;
        }
        shared.places().failed(abandoned.file());
        try {
            abandoned.rollBack();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("a segment could not be cut back; its reader will skip the torn tail");
        }
        shared.ledger().closed(abandoned.file());
    }

    private void closeSegmentIfDue() throws IOException {
        OpenSegment current = segment;
        if (current != null
                && (current.good() >= shared.settings().segmentBytes()
                        || current.openedAt()
                                .plus(shared.settings().segmentAge())
                                .isBefore(shared.clock().instant()))) {
            closeSegment();
        }
    }

    private void closeSegment() throws IOException {
        OpenSegment current = segment;
        segment = null;
        if (current != null) {
            try {
                current.close();
            } finally {
                shared.ledger().closed(current.file());
            }
        }
    }
}
