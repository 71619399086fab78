package org.callvault.recording.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.recording.Recorded.CLOCK;
import static org.callvault.recording.Recorded.START_MICROS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.callvault.config.Settings;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.spool.segment.SegmentChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Power that goes while a flush is under way: of what was not forced to disk, any page may be there, be zero, or hold what lay
 * there before, in any order.
 */
class PowerCutTest {
    private static final int CUTS = 200;
    private static final int PAGE = 4096;
    /** So small that a spool has several segments. */
    private static final Settings.Recording SETTINGS = new Settings.Recording(
            Duration.ofSeconds(1), 1 << 16, Duration.ofMinutes(1), 1 << 26, 1, 0, "off", Duration.ZERO);

    private static final List<RecordingId> CALLS = List.of(Recorded.id(1), Recorded.id(2));

    @TempDir
    Path temp;

    /** Remembers how much of each file is safe. */
    private static final class Disk implements SegmentChannel.Factory {
        private final Map<Path, Long> written = new HashMap<>();
        private final Map<Path, Long> safe = new HashMap<>();
        private boolean cutting;

        @Override
        public SegmentChannel create(Path file) throws IOException {
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
            return new SegmentChannel() {
                @Override
                public void write(ByteBuffer bytes) throws IOException {
                    written.merge(file, (long) channel.write(bytes), Long::sum);
                }

                @Override
                public void force() {
                    if (!cutting) {
                        safe.put(file, written.getOrDefault(file, 0L));
                    }
                }

                @Override
                public void truncate(long size) throws IOException {
                    channel.truncate(size);
                }

                @Override
                public void close() throws IOException {
                    channel.close();
                }
            };
        }

        /** Leaves of each file what may be left. */
        void cut(Random random) throws IOException {
            for (Path file : written.keySet()) {
                byte[] bytes = Files.readAllBytes(file);
                int safeBytes = Math.toIntExact(safe.getOrDefault(file, 0L));
                for (int page = safeBytes / PAGE; page * PAGE < bytes.length; page++) {
                    int from = Math.max(safeBytes, page * PAGE);
                    spoil(bytes, from, Math.min(bytes.length, (page + 1) * PAGE), random);
                }
                int length = random.nextInt(3) == 0 ? random.nextInt(safeBytes, bytes.length + 1) : bytes.length;
                Files.write(file, Arrays.copyOf(bytes, length));
            }
        }

        private static void spoil(byte[] bytes, int from, int to, Random random) {
            byte[] left = new byte[to - from];
            switch (random.nextInt(3)) {
                case 0 -> System.arraycopy(left, 0, bytes, from, left.length);
                case 1 -> {
                    random.nextBytes(left);
                    System.arraycopy(left, 0, bytes, from, left.length);
                }
                default -> {
                    // This page got to the disk.
                }
            }
        }
    }

    @Test
    void whatWasForcedToDiskIsReadBackWhateverBecameOfTheRest() throws IOException {
        SpoolKey key = Recorded.key(temp);
        int spoiled = 0;
        for (int seed = 0; seed < CUTS; seed++) {
            spoiled += cut(key, new Random(seed), Files.createDirectory(temp.resolve("spool-" + seed)));
        }
        assertThat(spoiled).as("cuts that took something").isGreaterThan(CUTS / 2);
    }

    /** Whether anything was lost, as it may be of what was not forced. */
    private static int cut(SpoolKey key, Random random, Path directory) throws IOException {
        Disk disk = new Disk();
        Spool spool = Spool.open(directory, SpoolKeys.only(key), SETTINGS, CLOCK, disk, 1 << 20);
        SpoolWriter writer = spool.writer(0);
        Map<RecordingId, List<String>> safe = new HashMap<>();
        Map<RecordingId, List<String>> all = new HashMap<>();
        for (int flush = random.nextInt(1, 12); flush >= 0; flush--) {
            disk.cutting = flush == 0;
            append(writer, all, random);
            writer.flush();
            if (!disk.cutting) {
                all.forEach((id, entries) -> safe.put(id, List.copyOf(entries)));
            }
        }
        disk.cut(random);
        return CALLS.stream()
                        .anyMatch(id -> readBack(directory, key, id, safe, all)
                                < all.getOrDefault(id, List.of()).size())
                ? goesOn(directory, key)
                : 0;
    }

    private static void append(SpoolWriter writer, Map<RecordingId, List<String>> all, Random random) {
        for (int i = random.nextInt(1, 12); i > 0; i--) {
            for (RecordingId id : CALLS) {
                List<String> entries = all.computeIfAbsent(id, any -> new ArrayList<>());
                String entry = entries.size() + " ".repeat(random.nextInt(3000));
                byte[] bytes = entry.getBytes(StandardCharsets.US_ASCII);
                writer.append(id, 0, EntryKind.RTP, START_MICROS + entries.size(), bytes, 0, bytes.length);
                entries.add(entry);
            }
        }
    }

    private static int readBack(
            Path directory,
            SpoolKey key,
            RecordingId id,
            Map<RecordingId, List<String>> safe,
            Map<RecordingId, List<String>> all) {
        List<String> read = new ArrayList<>();
        try {
            SpoolReader.scan(directory, key)
                    .read(
                            id,
                            (kind, stream, arrival, buffer, offset, length) ->
                                    read.add(new String(buffer, offset, length, StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        assertThat(read).startsWith(safe.getOrDefault(id, List.of()).toArray(String[]::new));
        assertThat(read)
                .isEqualTo(all.getOrDefault(id, List.of()).stream()
                        .filter(read::contains)
                        .toList());
        return read.size();
    }

    /**
     * The next process takes what is there, and records on beside it. A segment stays whose first pages never got to the disk
     * when a later one did: nobody can tell that it is not another key's.
     */
    private static int goesOn(Path directory, SpoolKey key) throws IOException {
        Spool next = Spool.open(directory, key, SETTINGS, CLOCK);
        try (SpoolWriter writer = next.writer(0)) {
            append(writer, new HashMap<>(), new Random(1));
        }
        CALLS.forEach(next::finished);
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.toList()).allSatisfy(segment -> assertThat(
                            SpoolReader.scan(List.of(segment), SpoolKeys.only(key), id -> true)
                                    .recordings())
                    .isEmpty());
        }
        return 1;
    }
}
