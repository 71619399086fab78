package org.callvault.recording.render;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.callvault.recording.encode.AudioEncoder;

/** A file of channels of a master, each by itself or all in one, in a format that takes linear samples. */
final class EncodedFile implements MasterListener, Closeable {
    private final AudioEncoder encoder;
    private final List<Integer> channels;
    private final boolean mixed;
    private final int[][] block;
    private int count;

    EncodedFile(AudioEncoder encoder, List<Integer> channels, boolean mixed) {
        this.encoder = encoder;
        this.channels = channels;
        this.mixed = mixed;
        this.block = new int[channels.size()][];
    }

    @Override
    public void heard(int channel, int[] samples, int samplesOfBlock, int own) {
        int place = channels.indexOf(channel);
        if (place >= 0) {
            block[place] = samples;
        }
        count = samplesOfBlock;
    }

    @Override
    public void blockEnded() throws IOException {
        encoder.write(mixed ? new int[][] {mix()} : block, count);
    }

    /** The sum, cut where it is too loud: two people seldom talk at once, and halving would make each hard to hear. */
    private int[] mix() {
        int[] sums = new int[count];
        for (int[] channel : block) {
            for (int i = 0; i < count; i++) {
                sums[i] += channel[i];
            }
        }
        for (int i = 0; i < count; i++) {
            sums[i] = Math.clamp(sums[i], Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return sums;
    }

    @Override
    public void close() throws IOException {
        encoder.close();
    }
}
