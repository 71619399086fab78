package org.callvault.recording.spool.key;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.callvault.recording.RecordingId;
import org.callvault.recording.spool.SegmentSource;

/**
 * The spool of another node, whose data directory is at hand: shared, or taken out of a machine that died. It is only read; what
 * lies there is that node's to delete.
 *
 * @param data its data directory, with {@code spool}
 * @param keys where its spool keys are
 */
public record SpoolDirectory(String node, Path data, KeyPlace keys) implements SegmentSource {
    /** One whose keys are in its data directory. */
    public SpoolDirectory(String node, Path data) {
        this(node, data, new KeyFiles(data));
    }

    @Override
    public Segments segmentsOf(RecordingId recording) throws IOException {
        return new Segments(KeyPlace.segments(List.of(data.resolve("spool"))), keys.load());
    }
}
