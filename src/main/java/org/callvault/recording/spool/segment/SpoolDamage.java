package org.callvault.recording.spool.segment;

import java.nio.file.Path;

/**
 * Something in a spool that should not be so.
 *
 * @param segment the file
 * @param offset of the record, in bytes
 */
public record SpoolDamage(Path segment, long offset, Kind kind) {
    /** What is wrong. */
    public enum Kind {
        /** The file ends within a record: the process or the machine stopped while writing. */
        TORN_TAIL,
        /** Bytes changed after they were written. */
        ALTERED,
        /** Chunks before this one are gone: dropped when the disk failed, or removed. */
        MISSING,
        /** The whole segment is no segment of this version, or was sealed under another spool key. */
        FOREIGN
    }
}
