package org.callvault.recording.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.recording.Recorded.SETTINGS;
import static org.callvault.recording.Recorded.START_MICROS;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.spool.segment.SegmentChannel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a flush costs the disk, and when segments end. */
class SpoolFlushTest {
    private static final int CALLS = 50;

    @TempDir
    private Path directory;

    private final SpoolKeys keys = SpoolKeys.only(SpoolKey.random(new SecureRandom()));
    private final MovedClock clock = new MovedClock();
    private int forces;
    private int writes;

    private SegmentChannel counted(Path file) throws IOException {
        SegmentChannel real = SegmentChannel.onDisk(file);
        return new SegmentChannel() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                writes++;
                real.write(bytes);
            }

            @Override
            public void force() throws IOException {
                forces++;
                real.force();
            }

            @Override
            public void truncate(long size) throws IOException {
                real.truncate(size);
            }

            @Override
            public void close() throws IOException {
                real.close();
            }
        };
    }

    private Spool spool() throws IOException {
        return Spool.open(directory, keys, SETTINGS, clock, this::counted, 1 << 24);
    }

    private List<Path> segments() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static void second(SpoolWriter lane, int second) {
        for (int call = 0; call < CALLS; call++) {
            for (int packet = 0; packet < 50; packet++) {
                Recorded.append(lane, Recorded.id(call), 0, packet, START_MICROS + second * 1_000_000L + packet);
            }
        }
    }

    private static int entries(Spool spool, RecordingId id) throws IOException {
        List<Long> arrivals = new ArrayList<>();
        spool.reader(id).read(id, (kind, stream, arrival, buffer, offset, length) -> arrivals.add(arrival));
        return arrivals.size();
    }

    @Test
    void aLaneWithManyCallsForcesItsFileOnceAFlushAndHasNothingInMemoryAfterIt() throws IOException {
        Spool spool = spool();
        SpoolWriter lane = spool.writer(0);
        for (int second = 0; second < 3; second++) {
            forces = 0;
            writes = 0;
            second(lane, second);
            assertThat(forces).as("nothing is forced between flushes").isZero();
            lane.flush();
            assertThat(forces).isEqualTo(1);
            assertThat(writes).as("a few large writes").isLessThan(4);
            assertThat(spool.health().pendingBytes()).isZero();
            assertThat(entries(spool, Recorded.id(CALLS - 1))).isEqualTo(50 * (second + 1));
            lane.flush();
            assertThat(forces).as("a flush of nothing costs nothing").isEqualTo(1);
        }
    }

    @Test
    void aSegmentEndsWhenItIsLargeEnoughAndOneThatIsOldEnoughToo() throws IOException {
        Spool spool = spool();
        SpoolWriter lane = spool.writer(0);
        while (segments().size() < 2) {
            clock.move(Duration.ofMillis(1));
            second(lane, 0);
            lane.flush();
            assertThat(Files.size(segments().getFirst())).isLessThan(2L * SETTINGS.segmentBytes());
        }
        assertThat(Files.size(segments().getFirst())).isGreaterThanOrEqualTo(SETTINGS.segmentBytes());
        int before = segments().size();
        clock.move(SETTINGS.segmentAge().plusSeconds(1));
        lane.flush();
        assertThat(segments()).as("no empty one takes its place").hasSize(before);
        Recorded.append(lane, Recorded.id(0), 0, 0, START_MICROS);
        lane.flush();
        assertThat(segments()).hasSize(before + 1);
    }

    @Test
    void onlyTheSegmentsOfCallsThatAreNotFinishedStay() throws IOException {
        Spool spool = spool();
        SpoolWriter lane = spool.writer(0);
        for (int call = 0; call < 3; call++) {
            Recorded.append(lane, Recorded.id(call), 0, 0, START_MICROS);
            Recorded.append(lane, Recorded.id(9), 0, call, START_MICROS);
            lane.flush();
            clock.move(SETTINGS.segmentAge().plusSeconds(1));
            lane.flush();
        }
        lane.close();
        List<Path> segments = segments();
        assertThat(segments).hasSize(3);
        spool.finished(Recorded.id(1));
        assertThat(segments()).as("the long call is in all of them").isEqualTo(segments);
        spool.finished(Recorded.id(9));
        assertThat(segments()).hasSize(2).doesNotContain(segments.get(1));
        spool.finished(Recorded.id(0));
        spool.finished(Recorded.id(2));
        assertThat(segments()).isEmpty();
    }
}
