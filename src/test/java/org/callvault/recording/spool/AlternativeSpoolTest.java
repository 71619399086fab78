package org.callvault.recording.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
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
import java.util.Optional;
import java.util.stream.Stream;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.spool.segment.SegmentChannel;
import org.callvault.recording.spool.segment.SegmentPlaces;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A disk that fails or is slow, and another one that takes over. */
class AlternativeSpoolTest {
    private static final RecordingId CALL = Recorded.id(1);
    private static final Duration AFTER = Duration.ofSeconds(3);

    @TempDir
    private Path temp;

    private final SpoolKeys keys = SpoolKeys.only(SpoolKey.random(new SecureRandom()));
    private final MovedClock clock = new MovedClock();
    private final FailingDisk failing = new FailingDisk();
    private Duration hangs = Duration.ZERO;
    private Path own;
    private Path alternative;
    private Spool spool;
    private int appended;

    @BeforeEach
    void open() throws IOException {
        own = temp.resolve("own");
        alternative = temp.resolve("alternative");
        spool = opened();
    }

    private Spool opened() throws IOException {
        return Spool.open(
                new SegmentPlaces(own, Optional.of(alternative), AFTER, clock),
                keys,
                SETTINGS,
                clock,
                this::channel,
                1 << 20);
    }

    private SegmentChannel channel(Path file) throws IOException {
        return file.startsWith(alternative) ? SegmentChannel.onDisk(file) : slow(failing.create(file));
    }

    private SegmentChannel slow(SegmentChannel behind) {
        return new SegmentChannel() {
            @Override
            public void write(ByteBuffer bytes) throws IOException {
                behind.write(bytes);
            }

            @Override
            public void force() throws IOException {
                clock.move(hangs);
                behind.force();
            }

            @Override
            public void truncate(long size) throws IOException {
                behind.truncate(size);
            }

            @Override
            public void close() throws IOException {
                behind.close();
            }
        };
    }

    private void second(SpoolWriter lane) throws IOException {
        clock.move(Duration.ofSeconds(1));
        Recorded.append(lane, CALL, 0, appended, START_MICROS + appended);
        appended++;
        lane.flush();
    }

    private void failedSecond(SpoolWriter lane) {
        assertThatThrownBy(() -> second(lane)).isInstanceOf(IOException.class);
    }

    private static List<Path> in(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    private static int entries(Spool spool) throws IOException {
        List<Long> arrivals = new ArrayList<>();
        ReadReport report =
                spool.reader(CALL).read(CALL, (kind, stream, arrival, buffer, offset, length) -> arrivals.add(arrival));
        assertThat(report.damage()).isEmpty();
        assertThat(arrivals).isSorted().doesNotHaveDuplicates();
        return arrivals.size();
    }

    @Test
    void aDirectoryThatFailsForLongIsLeftAndNothingIsLost() throws IOException {
        SpoolWriter lane = spool.writer(0);
        second(lane);
        failing.forceFails = true;
        failedSecond(lane);
        failedSecond(lane);
        failedSecond(lane);
        assertThat(spool.health().away()).as("for less than three seconds").isFalse();
        failedSecond(lane);
        assertThat(spool.health().away()).isTrue();
        second(lane);
        assertThat(in(alternative)).hasSize(1);
        assertThat(spool.health().pendingBytes()).isZero();
        assertThat(entries(spool)).isEqualTo(appended);
    }

    @Test
    void theOwnDirectoryIsWrittenToAgainWhenItIsWell() throws IOException {
        SpoolWriter lane = spool.writer(0);
        failing.forceFails = true;
        for (int i = 0; i < 4; i++) {
            failedSecond(lane);
        }
        second(lane);
        clock.move(SETTINGS.segmentAge().plusSeconds(1));
        second(lane);
        failedSecond(lane);
        assertThat(spool.health().away()).as("it still fails").isTrue();
        second(lane);
        failing.forceFails = false;
        clock.move(SETTINGS.segmentAge().plusSeconds(1));
        second(lane);
        int away = in(alternative).size();
        second(lane);
        assertThat(spool.health().away()).isFalse();
        second(lane);
        assertThat(in(alternative)).hasSize(away);
        assertThat(entries(spool)).isEqualTo(appended);
    }

    @Test
    void aDirectoryThatIsSlowIsLeftWithoutAFailure() throws IOException {
        SpoolWriter lane = spool.writer(0);
        second(lane);
        hangs = AFTER.plusSeconds(1);
        second(lane);
        assertThat(spool.health().away()).isTrue();
        second(lane);
        assertThat(in(alternative)).hasSize(1);
        assertThat(spool.health().failedFlushes()).isZero();
        assertThat(entries(spool)).isEqualTo(appended);
    }

    @Test
    void theNextProcessFindsWhatIsInEither() throws IOException {
        SpoolWriter lane = spool.writer(0);
        second(lane);
        hangs = AFTER.plusSeconds(1);
        second(lane);
        second(lane);
        hangs = Duration.ZERO;
        Files.write(alternative.resolve("0.spool.rewrap"), new byte[1]);
        Spool next = opened();
        assertThat(next.unfinished()).containsExactly(CALL);
        assertThat(entries(next)).isEqualTo(3);
        next.finished(CALL);
        assertThat(in(own)).isEmpty();
        assertThat(in(alternative)).isEmpty();
    }

    @Test
    void anAlternativeThatFailsTooLetsTheOwnOneTryAgain() throws IOException {
        SpoolWriter lane = spool.writer(0);
        failing.forceFails = true;
        for (int i = 0; i < 4; i++) {
            failedSecond(lane);
        }
        Files.delete(alternative);
        failedSecond(lane);
        failing.forceFails = false;
        second(lane);
        assertThat(spool.health().away()).isFalse();
        assertThat(entries(spool)).isEqualTo(appended);
    }
}
