package org.callvault.recording.render;

import java.io.IOException;

/** Is told what a master holds while it is read, block by block. */
interface MasterListener {
    /** The next samples of one channel as they stand in the master; valid during the call. */
    default void read(int channel, byte[] block, int count) {}

    /**
     * The same as linear samples, which may be kept and are not to be changed.
     *
     * @param count how many of {@code samples} are of the block
     * @param own how many of those come before the channel's end; the rest is silence that makes it as long as the others
     */
    default void heard(int channel, int[] samples, int count, int own) {}

    /** Every channel was told so far. */
    default void blockEnded() throws IOException {}
}
