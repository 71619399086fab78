package org.callvault.recording.store;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** A recording that is being put together; closing it without a commit leaves nothing. */
public interface StagedRecording extends Closeable {
    /** Where to write a file that becomes part of the recording. */
    Path file(String name);

    /** Where to write a file that is gone after the commit. */
    Path scratch(String name);

    /**
     * Makes all files durable and the recording appear, at once; returns its location. If it is kept already, that one
     * stays and this one is thrown away.
     */
    String commit() throws IOException;
}
