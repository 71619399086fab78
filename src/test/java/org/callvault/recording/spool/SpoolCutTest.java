package org.callvault.recording.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.recording.Recorded.CLOCK;
import static org.callvault.recording.Recorded.SETTINGS;
import static org.callvault.recording.Recorded.START_MICROS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.spool.segment.SegmentFormat;
import org.callvault.recording.spool.segment.SpoolDamage;
import org.callvault.recording.spool.segment.SpoolDamage.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spool as calls leave it: three of them at once, two lanes, a key that was rotated in between. Cut off at every byte. */
class SpoolCutTest {
    private static final List<RecordingId> CALLS = List.of(Recorded.id(1), Recorded.id(2), Recorded.id(3));
    private static final int ROUNDS = 4;

    @TempDir
    private Path directory;

    private final SpoolKey former = SpoolKey.random(new SecureRandom());
    private final SpoolKeys keys = SpoolKeys.of(SpoolKey.random(new SecureRandom()), List.of(former));
    private final List<Chunk> chunks = new ArrayList<>();
    private final List<Path> seen = new ArrayList<>();

    /** What a flush put on disk. */
    private record Chunk(Path segment, long end, RecordingId recording, String entry) {}

    @BeforeEach
    void record() throws IOException {
        record(SpoolKeys.only(former), 0);
        record(keys, 100);
        assertThat(segments()).hasSize(4);
    }

    /** One process: lane 0 has the first call, lane 1 the second, and the third moves from one to the other. */
    private void record(SpoolKeys with, int from) throws IOException {
        Spool spool = Spool.open(directory, with, SETTINGS, CLOCK);
        try (SpoolWriter left = spool.writer(0);
                SpoolWriter right = spool.writer(1)) {
            for (int round = from; round < from + ROUNDS; round++) {
                write(left, CALLS.get(0), round);
                write(right, CALLS.get(1), round);
                write(round < from + ROUNDS / 2 ? left : right, CALLS.get(2), round);
            }
        }
    }

    private void write(SpoolWriter lane, RecordingId id, int round) throws IOException {
        String text = "entry " + round;
        byte[] entry = text.getBytes(StandardCharsets.US_ASCII);
        List<Long> before = sizes();
        lane.append(id, 0, EntryKind.RTP, START_MICROS + round, entry, 0, entry.length);
        lane.flush();
        List<Long> after = sizes();
        for (int i = 0; i < after.size(); i++) {
            if (i >= before.size() || !before.get(i).equals(after.get(i))) {
                chunks.add(new Chunk(segments().get(i), after.get(i), id, text));
                return;
            }
        }
        throw new AssertionError("nothing was written");
    }

    /** In the order in which they were first seen: new ones are behind those that were there. */
    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            files.filter(file -> !seen.contains(file)).sorted().forEach(seen::add);
        }
        return List.copyOf(seen);
    }

    private List<Long> sizes() throws IOException {
        List<Long> sizes = new ArrayList<>();
        for (Path segment : segments()) {
            sizes.add(Files.size(segment));
        }
        return sizes;
    }

    @Test
    void whateverWasWholeBeforeTheCutIsReadInOrderAndNothingElse() throws IOException {
        int cuts = 0;
        for (Path segment : segments()) {
            byte[] whole = Files.readAllBytes(segment);
            for (int length = 0; length <= whole.length; length++) {
                Files.write(segment, Arrays.copyOf(whole, length));
                assertReadable(segment, length);
                cuts++;
            }
            Files.write(segment, whole);
        }
        assertThat(cuts).isGreaterThan(3000);
    }

    private void assertReadable(Path cut, int length) throws IOException {
        SpoolReader reader = SpoolReader.scan(directory, keys);
        for (RecordingId id : CALLS) {
            List<Chunk> written = chunks.stream()
                    .filter(chunk -> chunk.recording().equals(id))
                    .toList();
            List<String> expected = written.stream()
                    .filter(chunk -> !chunk.segment().equals(cut) || chunk.end() <= length)
                    .map(Chunk::entry)
                    .toList();
            List<String> read = new ArrayList<>();
            ReadReport report = reader.read(
                    id,
                    (kind, stream, arrival, buffer, offset, bytes) ->
                            read.add(new String(buffer, offset, bytes, StandardCharsets.US_ASCII)));
            assertThat(read).as("%s cut at %d", cut, length).isEqualTo(expected);
            assertThat(report.damage())
                    .as("a chain that ends early has no hole")
                    .isEmpty();
            assertThat(report.chunks()).isEqualTo(expected.size());
        }
        boolean whole =
                length == SegmentFormat.SEGMENT_HEADER || chunks.stream().anyMatch(chunk -> ends(chunk, cut, length));
        if (whole) {
            assertThat(reader.damage()).isEmpty();
        } else if (reader.damage().isEmpty()) {
            assertThat(isBehindKey(cut, length)).isTrue();
        } else {
            assertThat(reader.damage()).extracting(SpoolDamage::kind).containsExactly(Kind.TORN_TAIL);
        }
    }

    private static boolean ends(Chunk chunk, Path segment, int at) {
        return chunk.segment().equals(segment) && chunk.end() == at;
    }

    /** Between a key and its first chunk a cut takes nothing that could be missed. */
    private boolean isBehindKey(Path segment, int at) {
        int key = SegmentFormat.RECORD_HEADER + SegmentFormat.KEY_BODY;
        return at == SegmentFormat.SEGMENT_HEADER + key
                || chunks.stream().anyMatch(chunk -> ends(chunk, segment, at - key));
    }

    /** A spool that opens over it finds the same calls, and deletes nothing that somebody waits for. */
    @Test
    void theNextProcessFindsAllCallsOfWhichSomethingIsLeft() throws IOException {
        Path last = segments().getLast();
        byte[] whole = Files.readAllBytes(last);
        for (int length = 0; length <= whole.length; length += 7) {
            Files.write(last, Arrays.copyOf(whole, length));
            Spool next = Spool.open(directory, keys, SETTINGS, CLOCK);
            assertThat(next.unfinished()).containsExactlyInAnyOrderElementsOf(CALLS);
        }
    }
}
