package org.callvault.recording.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.callvault.recording.spool.SpoolReader.KnownChain;
import org.callvault.recording.spool.segment.ChunkRef;
import org.callvault.recording.spool.segment.SegmentFiles;
import org.callvault.recording.spool.segment.SegmentFormat;
import org.callvault.recording.spool.segment.SpoolDamage;
import org.callvault.recording.spool.segment.SpoolDamage.Kind;

/** Opens the chunks of one chain in order; a chunk that was written twice, around a failed flush, counts once. */
final class ChainCursor {
    private final KnownChain chain;
    private final List<ChunkRef> chunks;
    private final Gcm gcm;
    private int next;
    private int expected;
    private byte[] tagBefore = new byte[SegmentFormat.TAG];

    /** Chunks are sorted by number. */
    ChainCursor(KnownChain chain, List<ChunkRef> chunks, Gcm gcm) {
        this.chain = chain;
        this.chunks = chunks;
        this.gcm = gcm;
    }

    boolean hasNext() {
        return next < chunks.size();
    }

    /** Chunks that are still to come, copies included. */
    int left() {
        return chunks.size() - next;
    }

    long chain() {
        return chain.id();
    }

    /** The entries of the next chunk; empty, and a report, when no copy of it is whole. */
    Optional<byte[]> next(SegmentFiles files, List<SpoolDamage> damage) throws IOException {
        ChunkRef first = chunks.get(next);
        boolean follows = first.number() == expected;
        if (!follows) {
            damage.add(new SpoolDamage(first.file(), first.offset(), Kind.MISSING));
        }
        expected = first.number() + 1;
        Optional<byte[]> entries = Optional.empty();
        while (hasNext() && chunks.get(next).number() == first.number()) {
            ChunkRef copy = chunks.get(next++);
            if (entries.isEmpty()) {
                entries = open(copy, files, follows);
            }
        }
        if (entries.isEmpty()) {
            damage.add(new SpoolDamage(first.file(), first.offset(), Kind.ALTERED));
        }
        return entries;
    }

    /** A chunk after a damaged one is judged by its own tag only: the one before cannot vouch for it. */
    private Optional<byte[]> open(ChunkRef chunk, SegmentFiles files, boolean follows) throws IOException {
        byte[] body = files.read(chunk);
        ByteBuffer header = ByteBuffer.wrap(body, 0, SegmentFormat.CHUNK_HEADER);
        byte[] linked =
                Arrays.copyOfRange(body, SegmentFormat.CHUNK_HEADER - SegmentFormat.TAG, SegmentFormat.CHUNK_HEADER);
        boolean known = follows && tagBefore.length > 0;
        Optional<byte[]> entries = known && !Arrays.equals(linked, tagBefore)
                ? Optional.empty()
                : gcm.open(
                        chain.key(),
                        SegmentFormat.nonce(chunk.number()),
                        Chain.context(chain.recording(), header),
                        body,
                        SegmentFormat.CHUNK_HEADER,
                        body.length - SegmentFormat.CHUNK_HEADER);
        tagBefore = entries.isPresent()
                ? Arrays.copyOfRange(body, body.length - SegmentFormat.TAG, body.length)
                : new byte[0];
        return entries;
    }
}
