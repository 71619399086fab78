package org.callvault.recording.render;

import java.io.IOException;

/** Is told what a master holds while it is written, block by block. */
interface MasterListener {
    /**
     * The next linear samples of one channel.
     *
     * @param count how many of {@code samples} are of the block
     * @param own how many of those come before the channel's end; the rest is silence that makes it as long as the others
     */
    void heard(int channel, int[] samples, int count, int own);

    /** Every channel was told so far. */
    default void blockEnded() throws IOException {}
}
