package org.callvault;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.callvault.alarm.Alarm.Severity;
import org.callvault.alarm.Alarms;
import org.callvault.config.Settings;

/** Watches how much room the node's disks have left, and tells in time. It deletes nothing. */
final class NodeDisks implements AutoCloseable {
    private static final long LOOK_EVERY_SECONDS = 10;

    private final List<Disk> disks;
    private final Alarms alarms;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            work -> Thread.ofPlatform().name("disks").daemon(true).unstarted(work));

    /**
     * One that is watched.
     *
     * @param name such as "data"
     * @param path anything on it
     * @param warning bytes left, below which there is an alarm
     * @param critical bytes left, below which no new call is taken
     */
    record Disk(String name, Path path, long warning, long critical) {
        /** A disk that does not answer counts as full. */
        long left() {
            try {
                return Files.getFileStore(path).getUsableSpace();
            } catch (IOException e) {
                return 0;
            }
        }

        private String told(long left) {
            return "the disk of " + path + " has " + (left >> 20) + " MiB left: "
                    + (left < critical ? "no new call is taken; make room" : "make room before it is full");
        }
    }

    private NodeDisks(List<Disk> disks, Alarms alarms) {
        this.disks = List.copyOf(disks);
        this.alarms = alarms;
    }

    /** A node's: that of its data directory, and that of its spool. */
    static List<Disk> of(DataDirectory data, Settings settings) {
        Settings.Disk levels = settings.disk();
        return List.of(
                new Disk("data", data.path(), levels.dataWarning(), levels.dataCritical()),
                new Disk(
                        "spool",
                        data.resolve("spool"),
                        levels.spoolWarning(),
                        settings.recording().minFreeBytes()));
    }

    /** Begins to watch; the first look is done when this returns. */
    static NodeDisks watch(List<Disk> disks, Alarms alarms, MeterRegistry meters) {
        NodeDisks watched = new NodeDisks(disks, alarms);
        for (Disk disk : disks) {
            Gauge.builder("callvault.disk.free", disk, Disk::left)
                    .baseUnit("bytes")
                    .tag("disk", disk.name())
                    .register(meters);
        }
        watched.look();
        var _ = watched.thread.scheduleWithFixedDelay(
                watched::look, LOOK_EVERY_SECONDS, LOOK_EVERY_SECONDS, TimeUnit.SECONDS);
        return watched;
    }

    void look() {
        for (Disk disk : disks) {
            long left = disk.left();
            String alarm = "disk." + disk.name();
            if (left < disk.critical()) {
                alarms.raise(alarm, Severity.CRITICAL, disk.told(left));
            } else if (left < disk.warning()) {
                alarms.raise(alarm, Severity.WARNING, disk.told(left));
            } else {
                alarms.clear(alarm);
            }
        }
    }

    /** Whether the data directory's disk has too little for new calls; that of the spool is a bound of its own. */
    boolean isCritical() {
        return disks.getFirst().left() < disks.getFirst().critical();
    }

    /** What is worst now; empty where all have room. */
    Optional<String> shortage() {
        return disks.stream()
                .filter(disk -> disk.left() < disk.warning())
                .map(disk -> disk.told(disk.left()))
                .findFirst();
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
