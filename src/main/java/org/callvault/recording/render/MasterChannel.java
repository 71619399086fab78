package org.callvault.recording.render;

import java.io.Closeable;
import java.io.IOException;

/** One channel of a master that is being written. */
interface MasterChannel extends Closeable {
    /** Samples up to its last one. */
    long samples();

    /** Reads so many samples as they stand in the master into {@code block}, from its start; silence where there are none. */
    void read(long position, int samples, byte[] block) throws IOException;
}
