package org.callvault.recording.store.s3;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.callvault.recording.live.SegmentStore;
import org.jspecify.annotations.Nullable;

/**
 * Pieces as objects {@code spool/<node>/<segment>/<offset>}, the offset in 16 hexadecimal digits, and beats as
 * {@code spool/<node>/alive/<instance>}. They are never locked: they go when their recordings are kept.
 */
public final class S3Segments implements SegmentStore {
    private static final Pattern PIECE = Pattern.compile("([0-9a-z-]+\\.spool)/([0-9a-f]{16})");
    private static final Pattern INSTANCE = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final int BLOCK = 1 << 16;

    private final S3Bucket bucket;
    private volatile @Nullable Boolean versioned;

    public S3Segments(S3Bucket bucket) {
        this.bucket = bucket;
    }

    @Override
    public void put(String node, Piece piece, Path file) throws IOException {
        bucket.put(key(node, piece), Slice.of(file, piece.offset(), piece.length()), false, false);
    }

    @Override
    public List<Piece> pieces(String node) throws IOException {
        List<Piece> pieces = new ArrayList<>();
        for (S3Bucket.Listed each : bucket.list(root(node))) {
            Matcher name = PIECE.matcher(each.key().substring(root(node).length()));
            if (name.matches()) {
                pieces.add(new Piece(name.group(1), HexFormat.fromHexDigitsToLong(name.group(2)), each.size()));
            }
        }
        return pieces;
    }

    @Override
    public void fetch(String node, Piece piece, WritableByteChannel to) throws IOException {
        try (S3Channel from = new S3Channel(bucket, key(node, piece), piece.length(), null)) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            while (from.read(block.clear()) >= 0) {
                block.flip();
                while (block.hasRemaining()) {
                    to.write(block);
                }
            }
        }
    }

    @Override
    public void replace(String node, Piece piece, Path file) throws IOException {
        put(node, piece, file);
        if (isVersioned()) {
            bucket.versions().deleteFormer(key(node, piece));
        }
    }

    @Override
    public void delete(String node, Piece piece) throws IOException {
        if (isVersioned()) {
            bucket.versions().delete(key(node, piece));
        } else {
            bucket.delete(key(node, piece));
        }
    }

    /** Asked once: pieces are many. */
    private boolean isVersioned() throws IOException {
        Boolean known = versioned;
        if (known == null) {
            known = bucket.versions().areKept();
            versioned = known;
        }
        return known;
    }

    @Override
    public void beat(String node, String instance, String beat) throws IOException {
        bucket.put(alive(node) + instance, beat.getBytes(StandardCharsets.UTF_8), false);
    }

    @Override
    public Map<String, String> beats(String node) throws IOException {
        Map<String, String> beats = new TreeMap<>();
        for (S3Bucket.Listed each : bucket.list(alive(node))) {
            String instance = each.key().substring(alive(node).length());
            if (INSTANCE.matcher(instance).matches()) {
                try {
                    byte[] beat = bucket.get(each.key(), 0, (int) Math.min(each.size(), BLOCK), null);
                    beats.put(instance, new String(beat, StandardCharsets.UTF_8));
                } catch (NoSuchFileException ended) {
                    // Between the listing and now.
                }
            }
        }
        return beats;
    }

    @Override
    public void endBeats(String node, String instance) throws IOException {
        bucket.delete(alive(node) + instance);
    }

    private static String alive(String node) {
        return root(node) + "alive/";
    }

    private static String root(String node) {
        return "spool/" + URLEncoder.encode(node, StandardCharsets.UTF_8) + "/";
    }

    private static String key(String node, Piece piece) {
        return root(node) + piece.segment() + "/" + HexFormat.of().toHexDigits(piece.offset());
    }
}
