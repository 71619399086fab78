package org.callvault.recording.render;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import org.callvault.recording.format.WavFormat;

/** Writes a master: interleaves its channels, block by block. */
final class MasterFile {
    private static final int BLOCK_SAMPLES = 8192;

    private MasterFile() {}

    /**
     * So many samples of each channel, of which there is at least one.
     *
     * @param listeners are told all that is written
     */
    static void write(
            OutputStream out,
            Master master,
            List<? extends MasterChannel> channels,
            long samples,
            List<? extends MasterListener> listeners)
            throws IOException {
        WavFormat format = master.format(channels.size());
        int width = format.sampleBytes();
        byte[] block = new byte[BLOCK_SAMPLES * width];
        byte[] frames = new byte[BLOCK_SAMPLES * width * channels.size()];
        out.write(format.header(samples));
        for (long at = 0; at < samples; at += BLOCK_SAMPLES) {
            int count = (int) Math.min(BLOCK_SAMPLES, samples - at);
            for (int channel = 0; channel < channels.size(); channel++) {
                channels.get(channel).read(at, count, block);
                int own = Math.clamp(channels.get(channel).samples() - at, 0, count);
                tell(listeners, master, channel, block, count, own);
                interleave(block, count, width, frames, channel, channels.size());
            }
            out.write(frames, 0, count * width * channels.size());
            for (MasterListener listener : listeners) {
                listener.blockEnded();
            }
        }
        if (format.dataBytes(samples) % 2 != 0) {
            out.write(0);
        }
    }

    private static void tell(
            List<? extends MasterListener> listeners, Master master, int channel, byte[] block, int count, int own) {
        if (listeners.isEmpty()) {
            return;
        }
        int[] linear = new int[count];
        Arrays.setAll(linear, i -> master.sample(block, i));
        listeners.forEach(listener -> listener.heard(channel, linear, count, own));
    }

    private static void interleave(byte[] block, int count, int width, byte[] frames, int channel, int channels) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(block, i * width, frames, (i * channels + channel) * width, width);
        }
    }
}
