package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.callvault.alarm.Alarm;
import org.callvault.alarm.Alarm.Severity;
import org.callvault.alarm.Alarms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real disk, whose levels are above or below what it has. */
class NodeDisksTest {
    private static final Instant SINCE = Instant.parse("2026-11-23T10:00:00Z");
    private static final long MORE_THAN_ANY = Long.MAX_VALUE;

    @TempDir
    private Path directory;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Alarms alarms = new Alarms(() -> SINCE, meters);

    private NodeDisks watch(long warning, long critical) {
        return NodeDisks.watch(List.of(new NodeDisks.Disk("data", directory, warning, critical)), alarms, meters);
    }

    @Test
    void aDiskWithRoomIsQuiet() {
        try (NodeDisks disks = watch(1, 0)) {
            assertThat(alarms.current()).isEmpty();
            assertThat(disks.shortage()).isEmpty();
            assertThat(disks.isCritical()).isFalse();
            assertThat(meters.get("callvault.disk.free").gauge().value()).isPositive();
        }
    }

    @Test
    void belowTheWarningThereIsAnAlarmAndCallsAreTaken() {
        try (NodeDisks disks = watch(MORE_THAN_ANY, 0)) {
            assertThat(alarms.current()).extracting(Alarm::name).containsExactly("disk.data");
            assertThat(alarms.current()).extracting(Alarm::severity).containsExactly(Severity.WARNING);
            assertThat(disks.isCritical()).isFalse();
            assertThat(disks.shortage()).isPresent();
        }
    }

    @Test
    void belowTheCriticalLevelNoCallIsTaken() {
        try (NodeDisks disks = watch(MORE_THAN_ANY, MORE_THAN_ANY)) {
            assertThat(alarms.current()).extracting(Alarm::severity).containsExactly(Severity.CRITICAL);
            assertThat(disks.isCritical()).isTrue();
            assertThat(meters.get("callvault.alarms")
                            .tag("severity", "critical")
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }
        try (NodeDisks again = watch(1, 0)) {
            assertThat(again.shortage()).isEmpty();
            assertThat(alarms.current()).as("it is over").isEmpty();
        }
    }
}
