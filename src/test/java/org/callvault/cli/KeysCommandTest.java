package org.callvault.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolKeys;
import org.callvault.recording.spool.SpoolWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {
    private static final RecordingId BEFORE = Recorded.id(1);
    private static final RecordingId AFTER = Recorded.id(2);

    @TempDir
    private Path data;

    private SpoolKeys keys() throws IOException {
        return SpoolKeys.loadOrCreate(data.resolve("spool.key"), data.resolve("spool"));
    }

    private Spool spool() throws IOException {
        return Spool.open(data.resolve("spool"), keys(), Recorded.SETTINGS, Recorded.CLOCK);
    }

    private void record(RecordingId id) throws IOException {
        try (SpoolWriter writer = spool().writer(0)) {
            Recorded.append(writer, id, 0, 0, Recorded.START_MICROS);
        }
    }

    private CommandRun keys(String what) {
        return CommandRun.of("keys", what, "--data", data.toString());
    }

    private static int entries(Spool spool, RecordingId id) throws IOException {
        List<Integer> lengths = new ArrayList<>();
        spool.reader(id).read(id, (kind, stream, arrival, buffer, offset, length) -> lengths.add(length));
        return lengths.size();
    }

    @Test
    void segmentsFromBeforeAndAfterARotationAreBothRead() throws IOException {
        record(BEFORE);
        String former = keys().currentId();
        assertThat(keys("rotate").exit()).isEqualTo(ExitCodes.OK);
        String current = keys().currentId();
        assertThat(current).isNotEqualTo(former);
        record(AFTER);
        Spool spool = spool();
        assertThat(spool.unfinished()).containsExactlyInAnyOrder(BEFORE, AFTER);
        assertThat(entries(spool, BEFORE)).isEqualTo(1);
        assertThat(entries(spool, AFTER)).isEqualTo(1);
        assertThat(keys("list").out()).contains(current + " current 1 segments", former + " former 1 segments");
        assertThat(Files.readAllLines(data.resolve("keys.log")))
                .hasSize(2)
                .last()
                .asString()
                .endsWith("spool key " + current + " is in the place of " + former);
    }

    @Test
    void aRotationThatWasCutOffIsMadeAgain() throws IOException {
        record(BEFORE);
        String former = keys().currentId();
        Files.createLink(data.resolve("spool-" + former + ".key"), data.resolve("spool.key"));
        Files.write(data.resolve("spool-next.tmp"), new byte[5]);
        assertThat(keys().ids()).containsExactly(former);
        assertThat(keys("rotate").exit()).isEqualTo(ExitCodes.OK);
        assertThat(keys().ids()).hasSize(2).endsWith(former);
        assertThat(entries(spool(), BEFORE)).isEqualTo(1);
    }

    @Test
    void aKeyThatSegmentsNeedAndIsGoneIsTold() throws IOException {
        record(BEFORE);
        String former = keys().currentId();
        keys("rotate");
        Files.delete(data.resolve("spool-" + former + ".key"));
        assertThat(keys("list").out()).contains(former + " is not here");
    }
}
