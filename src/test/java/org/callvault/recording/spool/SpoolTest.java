package org.callvault.recording.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.callvault.recording.Recorded.CLOCK;
import static org.callvault.recording.Recorded.SETTINGS;
import static org.callvault.recording.Recorded.START_MICROS;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.callvault.config.Settings;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.spool.key.KeyFiles;
import org.callvault.recording.spool.segment.SegmentFormat;
import org.callvault.recording.spool.segment.SpoolDamage;
import org.callvault.recording.spool.segment.SpoolDamage.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpoolTest {
    private static final RecordingId ONE = Recorded.id(1);
    private static final RecordingId TWO = Recorded.id(2);

    @TempDir
    Path temp;

    private Path directory;
    private SpoolKey key;
    private Spool spool;

    @BeforeEach
    void open() throws IOException {
        directory = temp.resolve("spool");
        key = Recorded.key(temp);
        spool = Spool.open(directory, key, SETTINGS, CLOCK);
    }

    @Test
    void aKeyThatIsGoneIsNotReplacedWhileSegmentsNeedIt() throws IOException {
        Path file = temp.resolve("node/spool.key");
        Path segments = temp.resolve("node/spool");
        KeyFiles keys = new KeyFiles(temp.resolve("node"));
        keys.loadOrCreate(List.of(segments));
        Files.createDirectories(segments);
        Files.delete(file);
        Path segment = Files.writeString(segments.resolve("0.spool"), "");
        assertThatThrownBy(() -> keys.loadOrCreate(List.of(segments)))
                .isInstanceOf(SpoolException.class)
                .hasMessageContaining("is gone: put it back");
        assertThat(file).doesNotExist();
        Files.delete(segment);
        keys.loadOrCreate(List.of(segments));
        assertThat(file).exists();
    }

    @Test
    void whatIsFlushedIsReadBackInOrder() throws IOException {
        try (SpoolWriter writer = spool.writer(0)) {
            append(writer, ONE, "a");
            append(writer, TWO, "x");
            writer.flush();
            append(writer, ONE, "b");
            append(writer, ONE, "c");
            writer.flush();
        }
        assertThat(read(spool.reader(ONE), ONE)).containsExactly("a", "b", "c");
        assertThat(read(spool.reader(TWO), TWO)).containsExactly("x");
        assertThat(SpoolReader.scan(directory, key).recordings()).containsExactly(ONE, TWO);
    }

    @Test
    void nothingOfACallIsReadableOnDisk() throws IOException {
        try (SpoolWriter writer = spool.writer(0)) {
            append(writer, ONE, "a secret that nobody shall find");
        }
        byte[] segment = Files.readAllBytes(segments().getFirst());
        assertThat(new String(segment, StandardCharsets.ISO_8859_1)).doesNotContain("secret");
        assertThat(key).hasToString("SpoolKey[redacted]");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(temp.resolve("spool.key"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aSpoolCutAnywhereGivesAllWholeChunksBeforeTheCut() throws IOException {
        List<Long> ends = new ArrayList<>();
        try (SpoolWriter writer = spool.writer(0)) {
            for (String entry : List.of("a", "b", "c", "d")) {
                append(writer, ONE, entry);
                writer.flush();
                ends.add(Files.size(segments().getFirst()));
            }
        }
        byte[] whole = Files.readAllBytes(segments().getFirst());
        Path cut = Files.createDirectory(temp.resolve("cut"));
        for (int length = 0; length <= whole.length; length++) {
            Files.write(cut.resolve("cut.spool"), Arrays.copyOf(whole, length));
            SpoolReader reader = SpoolReader.scan(cut, key);
            int at = length;
            long chunks = ends.stream().filter(end -> end <= at).count();
            assertThat(read(reader, ONE)).hasSize((int) chunks);
        }
    }

    @Test
    void anAlteredByteAnywhereIsDetectedAndCostsNoOtherChunk() throws IOException {
        try (SpoolWriter writer = spool.writer(0)) {
            for (String entry : List.of("a", "b", "c")) {
                append(writer, ONE, entry);
                writer.flush();
            }
        }
        byte[] whole = Files.readAllBytes(segments().getFirst());
        int firstChunk = SegmentFormat.SEGMENT_HEADER + SegmentFormat.RECORD_HEADER + SegmentFormat.KEY_BODY;
        Path altered = Files.createDirectory(temp.resolve("altered"));
        for (int at = firstChunk; at < whole.length; at++) {
            // The reserved byte of a record header is under the CRC too, so every byte counts.
            whole[at] ^= 0x20;
            Files.write(altered.resolve("altered.spool"), whole);
            whole[at] ^= 0x20;
            SpoolReader reader = SpoolReader.scan(altered, key);
            List<String> entries = new ArrayList<>();
            ReadReport report = reader.read(ONE, collect(entries));
            assertThat(entries).as("byte %d", at).hasSizeBetween(1, 2).isSubsetOf("a", "b", "c");
            assertThat(reader.damage().size() + report.damage().size()).isPositive();
        }
    }

    @Test
    void anAlteredSegmentHeaderCostsNoChunk() throws IOException {
        try (SpoolWriter writer = spool.writer(0)) {
            append(writer, ONE, "a");
        }
        byte[] whole = Files.readAllBytes(segments().getFirst());
        for (int at = 0; at < SegmentFormat.SEGMENT_HEADER; at++) {
            whole[at] ^= 0x20;
            Files.write(segments().getFirst(), whole);
            whole[at] ^= 0x20;
            SpoolReader reader = SpoolReader.scan(directory, key);
            assertThat(read(reader, ONE)).as("byte %d", at).containsExactly("a");
            assertThat(reader.damage()).extracting(SpoolDamage::kind).containsExactly(Kind.ALTERED);
        }
    }

    @Test
    void aMissingChunkIsReported() throws IOException {
        FailingDisk disk = new FailingDisk();
        Spool small = Spool.open(directory, SpoolKeys.only(key), SETTINGS, CLOCK, disk, 300);
        SpoolWriter writer = small.writer(0);
        append(writer, ONE, "a");
        writer.flush();
        disk.room = 0;
        for (String lost : List.of("b", "c", "d", "e")) {
            append(writer, ONE, lost);
            assertThatThrownBy(writer::flush).isInstanceOf(IOException.class);
        }
        assertThat(small.isUnwritten(ONE)).isTrue();
        disk.room = Long.MAX_VALUE;
        writer.flush();
        List<String> entries = new ArrayList<>();
        ReadReport report = small.reader(ONE).read(ONE, collect(entries));
        assertThat(entries).startsWith("a").endsWith("e").doesNotContain("b");
        assertThat(report.damage()).extracting(SpoolDamage::kind).containsExactly(Kind.MISSING);
        assertThat(small.health().droppedChunks()).isPositive();
        assertThat(small.health().pendingBytes()).isZero();
        assertThat(small.isUnwritten(ONE)).isFalse();
    }

    @Test
    void aFullDiskLosesNothingThatFitsInMemory() throws IOException {
        FailingDisk disk = new FailingDisk();
        Spool failing = Spool.open(directory, SpoolKeys.only(key), SETTINGS, CLOCK, disk, 1 << 20);
        SpoolWriter writer = failing.writer(0);
        append(writer, ONE, "a");
        writer.flush();
        for (int room = 0; room < 400; room += 37) {
            disk.room = room;
            append(writer, ONE, "b" + room);
            assertThatThrownBy(writer::flush).isInstanceOf(IOException.class);
        }
        disk.room = Long.MAX_VALUE;
        writer.end(ONE);
        List<String> entries = new ArrayList<>();
        ReadReport report = failing.reader(ONE).read(ONE, collect(entries));
        assertThat(entries).hasSize(12).startsWith("a", "b0", "b37").endsWith("b370");
        assertThat(report.damage()).isEmpty();
    }

    @Test
    void aChunkThatAFailedForceMayHaveWrittenTwiceCountsOnce() throws IOException {
        FailingDisk disk = new FailingDisk();
        Spool failing = Spool.open(directory, SpoolKeys.only(key), SETTINGS, CLOCK, disk, 1 << 20);
        SpoolWriter writer = failing.writer(0);
        append(writer, ONE, "a");
        disk.forceFails = true;
        assertThatThrownBy(writer::flush).isInstanceOf(IOException.class);
        disk.forceFails = false;
        writer.flush();
        assertThat(segments()).hasSize(2);
        List<String> entries = new ArrayList<>();
        assertThat(failing.reader(ONE).read(ONE, collect(entries)).damage()).isEmpty();
        assertThat(entries).containsExactly("a");
    }

    @Test
    void aRecordingSpreadOverLanesAndSegmentsIsReadByTimeOfArrival() throws IOException {
        Settings.Recording small = new Settings.Recording(
                Duration.ofSeconds(1), 1, Duration.ofMinutes(1), 1 << 26, 1, 0, "off", Duration.ZERO);
        Spool many = Spool.open(directory, key, small, CLOCK);
        try (SpoolWriter left = many.writer(0);
                SpoolWriter right = many.writer(1)) {
            for (int i = 0; i < 6; i++) {
                byte[] entry = Integer.toString(i).getBytes(StandardCharsets.US_ASCII);
                SpoolWriter lane = i % 2 == 0 ? left : right;
                lane.append(ONE, 0, EntryKind.RTP, START_MICROS + i, entry, 0, entry.length);
                lane.flush();
            }
        }
        assertThat(segments()).hasSize(6);
        assertThat(read(many.reader(ONE), ONE)).containsExactly("0", "1", "2", "3", "4", "5");
    }

    @Test
    void aSegmentGoesWhenItIsClosedAndAllItsRecordingsAreFinished() throws IOException {
        SpoolWriter writer = spool.writer(0);
        append(writer, ONE, "a");
        append(writer, TWO, "b");
        writer.flush();
        spool.finished(ONE);
        spool.finished(TWO);
        assertThat(segments()).hasSize(1);
        append(writer, TWO, "c");
        writer.close();
        assertThat(segments()).isEmpty();
    }

    @Test
    void anAbandonedSpoolTellsTheNextProcessWhatIsUnfinished() throws IOException {
        SpoolWriter writer = spool.writer(0);
        append(writer, ONE, "a");
        writer.flush();
        append(writer, TWO, "never flushed");
        Spool next = Spool.open(directory, key, SETTINGS, CLOCK);
        assertThat(next.unfinished()).containsExactly(ONE);
        assertThat(read(next.reader(ONE), ONE)).containsExactly("a");
        next.finished(ONE);
        assertThat(segments()).isEmpty();
    }

    @Test
    void aSegmentOfAnotherKeyIsLeftAlone() throws IOException {
        try (SpoolWriter writer = spool.writer(0)) {
            append(writer, ONE, "a");
        }
        SpoolKey other = Recorded.key(temp.resolve("other"));
        Spool next = Spool.open(directory, other, SETTINGS, CLOCK);
        assertThat(next.unfinished()).isEmpty();
        assertThat(segments()).hasSize(1);
        assertThat(SpoolReader.scan(directory, other).damage())
                .extracting(SpoolDamage::kind)
                .containsExactly(Kind.FOREIGN);
    }

    private static void append(SpoolWriter writer, RecordingId id, String text) {
        byte[] entry = text.getBytes(StandardCharsets.US_ASCII);
        writer.append(id, 0, EntryKind.RTP, START_MICROS, entry, 0, entry.length);
    }

    private static EntryVisitor collect(List<String> into) {
        return (kind, stream, arrival, buffer, offset, length) ->
                into.add(new String(buffer, offset, length, StandardCharsets.US_ASCII));
    }

    private static List<String> read(SpoolReader reader, RecordingId id) throws IOException {
        List<String> entries = new ArrayList<>();
        reader.read(id, collect(entries));
        return entries;
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }
}
