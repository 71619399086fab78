package org.callvault.recording.render;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.callvault.recording.Progress;

/** Reads the channels of a master once, block by block, for all that is made of them. */
final class MasterPass {
    static final int BLOCK_SAMPLES = 8192;

    private MasterPass() {}

    /**
     * So many samples of each channel, of which there is at least one.
     *
     * @param listeners are told all that is read
     */
    static void read(
            Master master,
            List<? extends MasterChannel> channels,
            long samples,
            List<? extends MasterListener> listeners,
            Progress progress)
            throws IOException {
        byte[] block = new byte[BLOCK_SAMPLES * master.format(1).sampleBytes()];
        for (long at = 0; at < samples; at += BLOCK_SAMPLES) {
            int count = (int) Math.min(BLOCK_SAMPLES, samples - at);
            for (int channel = 0; channel < channels.size(); channel++) {
                channels.get(channel).read(at, count, block);
                int own = Math.clamp(channels.get(channel).samples() - at, 0, count);
                int[] linear = new int[count];
                Arrays.setAll(linear, i -> master.sample(block, i));
                for (MasterListener listener : listeners) {
                    listener.read(channel, block, count);
                    listener.heard(channel, linear, count, own);
                }
            }
            for (MasterListener listener : listeners) {
                listener.blockEnded();
            }
            progress.done(at + count, samples);
        }
    }
}
