package org.callvault.recording.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.callvault.recording.RecordingId;

/**
 * The spool of another node, whose data directory is at hand: shared, or taken out of a machine that died. It is only read; what
 * lies there is that node's to delete.
 *
 * @param data its data directory, with {@code spool} and {@code spool.key}
 */
public record SpoolDirectory(String node, Path data) implements SegmentSource {
    @Override
    public Segments segmentsOf(RecordingId recording) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("spool"))) {
            List<Path> segments = files.filter(file -> file.toString().endsWith(Spool.SUFFIX))
                    .sorted()
                    .toList();
            return new Segments(segments, SpoolKeys.load(data.resolve("spool.key")));
        }
    }
}
