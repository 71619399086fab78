package org.callvault.recording.spool;

import java.io.IOException;

/** Takes the entries of a recording one by one. */
@FunctionalInterface
public interface EntryVisitor {
    /**
     * One entry; the bytes are valid during the call only.
     *
     * @param stream index of the m-line, -1 for the whole recording
     * @param arrivalMicros microseconds since the epoch
     */
    void entry(EntryKind kind, int stream, long arrivalMicros, byte[] buffer, int offset, int length)
            throws IOException;
}
