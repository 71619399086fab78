package org.callvault.recording.spool;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Crypto-erasure in segments that other recordings still need. */
class SpoolErasureTest {
    private static final RecordingId GONE = Recorded.id(1);
    private static final RecordingId STAYS = Recorded.id(2);

    @TempDir
    private Path directory;

    @Test
    void theOneIsGoneWithoutDamageAndTheOtherIsWhole() throws IOException {
        Spool spool = open();
        try (SpoolWriter writer = spool.writer(0)) {
            for (int i = 0; i < 10; i++) {
                Recorded.append(writer, GONE, 0, i, Recorded.START_MICROS + i);
                Recorded.append(writer, STAYS, 0, i, Recorded.START_MICROS + i);
            }
            writer.flush();
            spool.erase(GONE);
            spool.erase(GONE);
        }
        SpoolReader reader = SpoolReader.scan(directory.resolve("spool"), Recorded.key(directory));
        assertThat(reader.recordings()).containsExactly(STAYS);
        assertThat(reader.damage()).isEmpty();
        int[] entries = new int[1];
        assertThat(reader.read(STAYS, (kind, stream, arrival, bytes, offset, length) -> entries[0]++)
                        .damage())
                .isEmpty();
        assertThat(entries[0]).isEqualTo(10);
        assertThat(open().unfinished()).containsExactly(STAYS);
    }

    private Spool open() throws IOException {
        return Spool.open(directory.resolve("spool"), Recorded.key(directory), Recorded.SETTINGS, Recorded.CLOCK);
    }
}
