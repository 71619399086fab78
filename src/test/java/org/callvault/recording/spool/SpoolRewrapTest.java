package org.callvault.recording.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.recording.Recorded.CLOCK;
import static org.callvault.recording.Recorded.START_MICROS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.callvault.config.Settings;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.spool.SpoolRewrap.Outcome;
import org.callvault.recording.spool.segment.SegmentFormat;
import org.callvault.recording.spool.segment.SegmentScan;
import org.callvault.recording.spool.segment.SpoolDamage;
import org.callvault.recording.spool.segment.SpoolDamage.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolRewrapTest {
    private static final List<RecordingId> CALLS = List.of(Recorded.id(1), Recorded.id(2), Recorded.id(3));
    private static final int ROUNDS = 3;

    @TempDir
    private Path directory;

    private final SpoolKey former = SpoolKey.random(new SecureRandom());
    private final SpoolKey current = SpoolKey.random(new SecureRandom());
    private final SpoolKeys both = SpoolKeys.of(current, List.of(former));

    /** Three calls in three segments. */
    @BeforeEach
    void record() throws IOException {
        Settings.Recording small = new Settings.Recording(
                Duration.ofSeconds(1), 1, Duration.ofMinutes(1), 1 << 26, 1, 0, "off", Duration.ZERO);
        try (SpoolWriter writer = Spool.open(directory, former, small, CLOCK).writer(7)) {
            for (int round = 0; round < ROUNDS; round++) {
                for (RecordingId id : CALLS) {
                    byte[] entry = (id + " " + round).getBytes(StandardCharsets.US_ASCII);
                    writer.append(id, 0, EntryKind.RTP, START_MICROS + round, entry, 0, entry.length);
                }
                writer.flush();
            }
        }
        assertThat(segments()).hasSize(ROUNDS);
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(Spool.SUFFIX))
                    .sorted()
                    .toList();
        }
    }

    private static List<String> read(Path spool, SpoolKeys keys, RecordingId id) throws IOException {
        List<String> entries = new ArrayList<>();
        ReadReport report = SpoolReader.scan(spool, keys)
                .read(
                        id,
                        (kind, stream, arrival, buffer, offset, length) ->
                                entries.add(new String(buffer, offset, length, StandardCharsets.US_ASCII)));
        assertThat(report.damage()).isEmpty();
        return entries;
    }

    private void assertAllThere(SpoolKeys keys) throws IOException {
        for (RecordingId id : CALLS) {
            assertThat(read(directory, keys, id)).containsExactly(id + " 0", id + " 1", id + " 2");
        }
    }

    @Test
    void afterwardsTheFormerKeyIsNeededByNothing() throws IOException {
        SpoolRewrap rewrap = new SpoolRewrap(both);
        for (Path segment : segments()) {
            byte[] before = Files.readAllBytes(segment);
            assertThat(rewrap.rewrap(segment)).isEqualTo(Outcome.REWRAPPED);
            assertThat(rewrap.rewrap(segment)).isEqualTo(Outcome.CURRENT);
            byte[] after = Files.readAllBytes(segment);
            assertThat(after).hasSameSizeAs(before).isNotEqualTo(before);
            assertThat(Arrays.copyOf(after, 8)).as("with the lane").isEqualTo(Arrays.copyOf(before, 8));
        }
        assertAllThere(SpoolKeys.only(current));
        assertThat(SpoolReader.scan(directory, SpoolKeys.only(former)).recordings())
                .isEmpty();
    }

    /** A stop leaves either a part of a copy beside the segment, or the copy in its place: a rename has no half. */
    @Test
    void aStopAtAnyByteOfAnySegmentLosesNothingAndMayBeGoneOnFrom() throws IOException {
        for (int segment = 0; segment < ROUNDS; segment++) {
            Path at = segments().get(segment);
            byte[] whole = rewrapped(at);
            Path copy = at.resolveSibling(at.getFileName() + SpoolRewrap.SUFFIX);
            byte[] before = Files.readAllBytes(at);
            for (int written = 0; written <= whole.length; written++) {
                Files.write(copy, Arrays.copyOf(whole, written));
                assertAllThere(both);
                assertThat(new SpoolRewrap(both).rewrap(at)).isEqualTo(Outcome.REWRAPPED);
                assertThat(copy).doesNotExist();
                assertThat(SpoolReader.scan(List.of(at), SpoolKeys.only(current), id -> true)
                                .recordings())
                        .containsExactlyElementsOf(CALLS);
                Files.write(at, before);
            }
            Files.write(at, whole);
            assertAllThere(both);
        }
        assertAllThere(SpoolKeys.only(current));
    }

    private byte[] rewrapped(Path segment) throws IOException {
        byte[] before = Files.readAllBytes(segment);
        new SpoolRewrap(both).rewrap(segment);
        byte[] after = Files.readAllBytes(segment);
        Files.write(segment, before);
        return after;
    }

    @Test
    void aSpoolThatOpensThrowsAwayWhatAStopLeft() throws IOException {
        Path left = Files.write(directory.resolve("0.spool" + SpoolRewrap.SUFFIX), new byte[100]);
        Spool.open(directory, both, Recorded.SETTINGS, CLOCK);
        assertThat(left).doesNotExist();
        assertThat(segments()).hasSize(ROUNDS);
    }

    @Test
    void aSegmentUnderAKeyThatIsNotHereStaysAsItIs() throws IOException {
        Path segment = segments().getFirst();
        byte[] before = Files.readAllBytes(segment);
        assertThat(new SpoolRewrap(SpoolKeys.only(current)).rewrap(segment)).isEqualTo(Outcome.FOREIGN);
        assertThat(segment).hasBinaryContent(before);
    }

    @Test
    void damageStaysWhatItIsAndCostsNoOtherKey() throws IOException {
        Path segment = segments().getFirst();
        byte[] bytes = Files.readAllBytes(segment);
        bytes[3] ^= 1;
        int firstWrapped = SegmentFormat.SEGMENT_HEADER + SegmentFormat.RECORD_HEADER + SegmentFormat.KEY_BODY - 1;
        // As after a crypto-erasure: nobody can open it.
        bytes[firstWrapped] ^= 1;
        byte[] torn = Arrays.copyOf(bytes, bytes.length - 5);
        Files.write(segment, torn);
        assertThat(new SpoolRewrap(both).rewrap(segment)).isEqualTo(Outcome.REWRAPPED);
        byte[] after = Files.readAllBytes(segment);
        assertThat(after).hasSameSizeAs(torn);
        assertThat(SegmentScan.fingerprint(segment)).isEqualTo(current.fingerprint());
        System.arraycopy(former.fingerprint(), 0, after, 8, 8);
        assertThat(Arrays.copyOf(after, firstWrapped + 1)).isEqualTo(Arrays.copyOf(torn, firstWrapped + 1));
        assertThat(SpoolReader.scan(directory, both).damage())
                .extracting(SpoolDamage::kind)
                .contains(Kind.ALTERED, Kind.TORN_TAIL);
        assertThat(SpoolReader.scan(List.of(segment), SpoolKeys.only(current), id -> true)
                        .recordings())
                .hasSize(2)
                .isSubsetOf(CALLS);
        assertThat(new SpoolRewrap(both).rewrap(segment)).isEqualTo(Outcome.CURRENT);
    }
}
