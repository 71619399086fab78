package org.callvault.recording.render;

import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.callvault.recording.format.SilenceDetector;
import org.callvault.recording.format.WavFormat;

/** Writes a master: interleaves its channels, block by block. */
final class MasterFile {
    private static final int BLOCK_SAMPLES = 8192;

    private MasterFile() {}

    /**
     * So many samples of each channel, of which there is at least one.
     *
     * @param listeners one for each channel, or none
     */
    static void write(
            OutputStream out,
            Master master,
            List<? extends MasterChannel> channels,
            long samples,
            List<SilenceDetector> listeners)
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
                listen(master, channels.get(channel), at, count, block, listeners, channel);
                interleave(block, count, width, frames, channel, channels.size());
            }
            out.write(frames, 0, count * width * channels.size());
        }
        if (format.dataBytes(samples) % 2 != 0) {
            out.write(0);
        }
    }

    /** What is added after a channel's end is no silence of its own. */
    private static void listen(
            Master master,
            MasterChannel channel,
            long at,
            int count,
            byte[] block,
            List<SilenceDetector> listeners,
            int index) {
        if (index < listeners.size()) {
            int own = Math.clamp(channel.samples() - at, 0, count);
            for (int i = 0; i < own; i++) {
                listeners.get(index).add(master.sample(block, i));
            }
        }
    }

    private static void interleave(byte[] block, int count, int width, byte[] frames, int channel, int channels) {
        for (int i = 0; i < count; i++) {
            System.arraycopy(block, i * width, frames, (i * channels + channel) * width, width);
        }
    }
}
