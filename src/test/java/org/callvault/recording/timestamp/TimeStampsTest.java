package org.callvault.recording.timestamp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.callvault.alarm.Alarms;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.store.DirectoryStore;
import org.callvault.recording.store.StagedRecording;
import org.callvault.recording.timestamp.TestAuthority.Mood;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeStampsTest {
    @TempDir
    private Path directory;

    private TestAuthority tsa;
    private DirectoryStore store;
    private final MeterRegistry meters = new SimpleMeterRegistry();

    @BeforeEach
    void start() throws Exception {
        tsa = TestAuthority.start();
        store = new DirectoryStore(directory.resolve("recordings"));
    }

    @AfterEach
    void stop() {
        tsa.close();
    }

    private TimeStamps open() throws IOException {
        return TimeStamps.open(
                directory.resolve("owed"),
                store,
                TimeStampAuthority.of(tsa.settings(directory)),
                meters,
                Duration.ofMillis(20));
    }

    private RecordingId keep(TimeStamps stamps, int number) throws IOException {
        RecordingId id = Recorded.id(number);
        stamps.announce(id);
        try (StagedRecording staged = store.stage(id)) {
            Files.write(staged.file("manifest.json.p7s"), signature(id));
            staged.commit();
        }
        stamps.kept(id);
        return id;
    }

    private static byte[] signature(RecordingId id) {
        return ("signature of " + id).getBytes(StandardCharsets.US_ASCII);
    }

    private void awaitStamped(RecordingId id) {
        Path file = store.directory(id).resolve(TimeStamp.NAME);
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.isRegularFile(file));
        assertThat(file).satisfies(kept -> assertThat(
                        TimeStamp.read(Files.readAllBytes(kept), signature(id)).policy())
                .isEqualTo(TestAuthority.POLICY));
    }

    private void awaitNothingOwed(TimeStamps stamps) {
        await().atMost(Duration.ofSeconds(20)).until(() -> stamps.pending() == 0);
        assertThat(directory.resolve("owed")).isEmptyDirectory();
    }

    @Test
    void everySignatureGetsATimeStamp() throws Exception {
        try (TimeStamps stamps = open()) {
            RecordingId first = keep(stamps, 1);
            RecordingId second = keep(stamps, 2);
            awaitStamped(first);
            awaitStamped(second);
            awaitNothingOwed(stamps);
        }
        assertThat(meters.counter("callvault.recording.timestamps.made").count())
                .isEqualTo(2);
    }

    @Test
    void whatAnAuthorityDidNotAnswerIsAskedAgainUntilItDoes() throws Exception {
        tsa.be(Mood.BUSY);
        try (TimeStamps stamps = open()) {
            RecordingId id = keep(stamps, 1);
            await().atMost(Duration.ofSeconds(20)).until(() -> tsa.asked() >= 3);
            assertThat(stamps.pending()).isEqualTo(1);
            assertThat(meters.get("callvault.recording.timestamps.pending")
                            .gauge()
                            .value())
                    .isEqualTo(1);
            assertThat(meters.counter("callvault.recording.timestamps.failed", "reason", "http_status")
                            .count())
                    .isGreaterThanOrEqualTo(2);
            tsa.be(Mood.HONEST);
            awaitStamped(id);
            awaitNothingOwed(stamps);
        }
    }

    @Test
    void anAuthorityThatGivesNoneForLongIsAnAlarmUntilItDoes() throws Exception {
        Alarms alarms = new Alarms(InstantSource.system(), meters);
        tsa.be(Mood.BUSY);
        try (TimeStamps stamps = open()) {
            stamps.tell(alarms);
            RecordingId id = keep(stamps, 1);
            await().atMost(Duration.ofSeconds(20)).until(() -> alarms.current().stream()
                    .anyMatch(alarm -> alarm.name().equals("time-stamps")));
            tsa.be(Mood.HONEST);
            awaitStamped(id);
            await().atMost(Duration.ofSeconds(20)).until(() -> alarms.current().isEmpty());
        }
    }

    @Test
    void whatIsOwedOutlivesTheProcess() throws Exception {
        tsa.be(Mood.BUSY);
        RecordingId id;
        try (TimeStamps stamps = open()) {
            id = keep(stamps, 1);
        }
        tsa.be(Mood.HONEST);
        try (TimeStamps again = open()) {
            awaitStamped(id);
            awaitNothingOwed(again);
        }
    }

    @Test
    void aRecordingThatNeverCameOrIsGoneOwesNothing() throws Exception {
        tsa.be(Mood.BUSY);
        try (TimeStamps stamps = open()) {
            RecordingId never = Recorded.id(1);
            stamps.announce(never);
            stamps.kept(never);
            RecordingId gone = keep(stamps, 2);
            store.delete(gone);
            awaitNothingOwed(stamps);
        }
    }

    @Test
    void aRecordingThatIsJustBeingKeptIsLeftInPeace() throws Exception {
        try (TimeStamps stamps = open()) {
            RecordingId slow = Recorded.id(1);
            stamps.announce(slow);
            awaitStamped(keep(stamps, 2));
            assertThat(stamps.pending()).isEqualTo(1);
            awaitStamped(keep(stamps, 1));
            awaitNothingOwed(stamps);
        }
    }

    @Test
    void oneThatCannotBeStampedHoldsUpNoOther() throws Exception {
        try (TimeStamps stamps = open()) {
            RecordingId broken = Recorded.id(1);
            stamps.announce(broken);
            try (StagedRecording staged = store.stage(broken)) {
                Files.createDirectory(staged.file("manifest.json.p7s"));
                Files.writeString(staged.file("audio.wav"), "");
                Files.createDirectories(store.directory(broken).resolve("manifest.json.p7s"));
            }
            stamps.kept(broken);
            awaitStamped(keep(stamps, 2));
            assertThat(stamps.pending()).isEqualTo(1);
        }
    }
}
