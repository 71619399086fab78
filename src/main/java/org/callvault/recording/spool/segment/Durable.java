package org.callvault.recording.spool.segment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Forcing names, not only contents, to disk. */
public final class Durable {
    private Durable() {}

    /** Forces a directory's entries: without it, a new file may be gone after a power failure although it was forced. */
    public static void directory(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
