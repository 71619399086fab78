package org.callvault.recording.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.callvault.recording.RecordingId;

/**
 * A spool that recordings can be read from: this node's own, or that of another one whose disk is at hand. Recordings are put
 * together from all that there are.
 */
public interface SegmentSource {
    /** The node whose lanes wrote it. */
    String node();

    /**
     * Where packets of a recording may be; files without any do no harm.
     *
     * @throws IOException when it cannot be read now
     */
    Segments segmentsOf(RecordingId recording) throws IOException;

    /** Segment files, and the keys that open them. */
    record Segments(List<Path> files, SpoolKeys keys) {
        public Segments {
            files = List.copyOf(files);
        }
    }
}
