package org.callvault.recording.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.crypto.spec.SecretKeySpec;
import org.callvault.recording.Progress;
import org.callvault.recording.RecordingId;
import org.callvault.recording.spool.segment.ChunkRef;
import org.callvault.recording.spool.segment.ErasedKeys;
import org.callvault.recording.spool.segment.SegmentFormat;
import org.callvault.recording.spool.segment.SegmentScan;
import org.callvault.recording.spool.segment.SpoolDamage;
import org.callvault.recording.spool.segment.SpoolDamage.Kind;

/**
 * Reads segments, whoever wrote them and however they ended: a torn tail ends a segment, an altered record is reported and
 * passed over. Holds an index of chunks (about a hundred bytes for each second of a recording) and one chunk at a time.
 */
public final class SpoolReader {
    /** A chain whose key was found. */
    record KnownChain(long id, RecordingId recording, SecretKeySpec key) {}

    private final Map<Long, KnownChain> chains = new HashMap<>();
    private final Map<Long, List<ChunkRef>> chunks = new HashMap<>();
    /** Chains whose keys were destroyed: their chunks are nobody's any more, and that is no damage. */
    private final Set<Long> erased = new HashSet<>();

    private final List<SpoolDamage> damage = new ArrayList<>();
    private final Gcm gcm = new Gcm();

    private SpoolReader() {}

    /** Scans all segments of a directory. */
    public static SpoolReader scan(Path directory, SpoolKey key) throws IOException {
        return scan(directory, SpoolKeys.only(key));
    }

    /** The same, where keys were rotated. */
    public static SpoolReader scan(Path directory, SpoolKeys keys) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            List<Path> segments = files.filter(file -> file.toString().endsWith(Spool.SUFFIX))
                    .sorted()
                    .toList();
            return scan(segments, keys, recording -> true);
        }
    }

    /** Scans these segments for some recordings; a file that is gone holds nothing that anyone waits for. */
    static SpoolReader scan(List<Path> segments, SpoolKeys keys, Predicate<RecordingId> wanted) throws IOException {
        return scan(List.of(new SegmentSource.Segments(segments, keys)), wanted);
    }

    /**
     * Scans several spools for one recording.
     *
     * @throws IOException when one of them cannot be read
     */
    public static SpoolReader of(RecordingId recording, List<? extends SegmentSource> sources) throws IOException {
        List<SegmentSource.Segments> all = new ArrayList<>();
        for (SegmentSource source : sources) {
            all.add(source.segmentsOf(recording));
        }
        return scan(all, recording::equals);
    }

    private static SpoolReader scan(List<SegmentSource.Segments> spools, Predicate<RecordingId> wanted)
            throws IOException {
        SpoolReader reader = new SpoolReader();
        for (SegmentSource.Segments spool : spools) {
            reader.index(spool.files(), spool.keys(), wanted);
        }
        Comparator<ChunkRef> order = Comparator.comparingInt(ChunkRef::number);
        reader.chunks.values().forEach(list -> list.sort(order));
        reader.reportKeyless();
        return reader;
    }

    private void index(List<Path> segments, SpoolKeys keys, Predicate<RecordingId> wanted) throws IOException {
        for (Path segment : segments) {
            SegmentFindings findings;
            try {
                SpoolKey key = keys.of(segment);
                findings = new SegmentFindings(segment, keys);
                SegmentScan.scan(segment, key.fingerprint(), findings);
            } catch (NoSuchFileException e) {
                continue;
            }
            findings.keep(wanted);
        }
    }

    /** Chunks that no key opens: either the key record or the chunk's chain was altered, and nobody can tell whose it is. */
    private void reportKeyless() {
        chunks.forEach((chain, list) -> {
            if (!chains.containsKey(chain) && !erased.contains(chain)) {
                ChunkRef first = list.getFirst();
                damage.add(new SpoolDamage(first.file(), first.offset(), Kind.ALTERED));
            }
        });
    }

    /** All recordings whose keys were found. */
    public List<RecordingId> recordings() {
        TreeSet<RecordingId> found = new TreeSet<>(Comparator.comparing(RecordingId::value));
        chains.values().forEach(chain -> found.add(chain.recording()));
        return List.copyOf(found);
    }

    /** What the scan found wrong; altered contents show only when they are read. */
    public List<SpoolDamage> damage() {
        return List.copyOf(damage);
    }

    /** How many chunks there are of each chain of a recording, whole or not; copies count. */
    public List<ReadReport.Part> parts(RecordingId recording) {
        return chains.values().stream()
                .filter(chain -> chain.recording().equals(recording))
                .map(chain -> new ReadReport.Part(
                        chain.id(), chunks.getOrDefault(chain.id(), List.of()).size()))
                .toList();
    }

    /** Shows all whole entries of a recording: of one writer in the order written, of several by their arrival. */
    public ReadReport read(RecordingId recording, EntryVisitor visitor) throws IOException {
        return read(recording, visitor, Progress.NONE);
    }

    /** The same, telling how far it is, in chunks. */
    public ReadReport read(RecordingId recording, EntryVisitor visitor, Progress progress) throws IOException {
        List<ChainCursor> cursors = new ArrayList<>();
        for (KnownChain chain : chains.values()) {
            if (chain.recording().equals(recording)) {
                cursors.add(new ChainCursor(chain, chunks.getOrDefault(chain.id(), List.of()), gcm));
            }
        }
        return new ChainMerge(cursors).read(visitor, progress);
    }

    /** One segment's share of the index. */
    private final class SegmentFindings implements SegmentScan.Findings {
        private final Path segment;
        private final SpoolKeys keys;
        private final List<ChunkRef> found = new ArrayList<>();

        SegmentFindings(Path segment, SpoolKeys keys) {
            this.segment = segment;
            this.keys = keys;
        }

        @Override
        public void key(byte[] body, long offset) {
            if (ErasedKeys.isErased(body)) {
                erased.add(ByteBuffer.wrap(body).getLong(SegmentFormat.RECORDING));
                return;
            }
            keys.all().stream()
                    .flatMap(key -> gcm.unwrap(key, body).stream())
                    .findFirst()
                    .ifPresentOrElse(
                            dataKey -> {
                                KnownChain chain = chain(body, dataKey);
                                chains.put(chain.id(), chain);
                            },
                            () -> damage(new SpoolDamage(segment, offset, Kind.ALTERED)));
        }

        private static KnownChain chain(byte[] body, SecretKeySpec dataKey) {
            String id = new String(body, 0, SegmentFormat.RECORDING, StandardCharsets.US_ASCII);
            long chain = ByteBuffer.wrap(body).getLong(SegmentFormat.RECORDING);
            return new KnownChain(chain, new RecordingId(id), dataKey);
        }

        @Override
        public void chunk(ChunkRef chunk) {
            found.add(chunk);
        }

        @Override
        public void damage(SpoolDamage found) {
            damage.add(found);
        }

        /** Chunks of a chain whose key record was damaged here are kept: another segment may have its key. */
        void keep(Predicate<RecordingId> wanted) {
            for (ChunkRef chunk : found) {
                KnownChain chain = chains.get(chunk.chain());
                if (chain == null || wanted.test(chain.recording())) {
                    chunks.computeIfAbsent(chunk.chain(), id -> new ArrayList<>())
                            .add(chunk);
                }
            }
        }
    }
}
