package org.callvault.recording.render;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import org.callvault.recording.format.WavFormat;

/** A WAV file of channels of a master as they stand there: of codes where the master is of codes. */
final class RawWav implements MasterListener, Closeable {
    private final OutputStream out;
    private final WavFormat format;
    private final List<Integer> channels;
    private final long samples;
    private final byte[] frames;
    private int count;

    /**
     * Begins the file.
     *
     * @param channels of the master that it holds
     * @param samples of each channel
     */
    RawWav(OutputStream out, Master master, List<Integer> channels, long samples) throws IOException {
        this.out = out;
        this.format = master.format(channels.size());
        this.channels = channels;
        this.samples = samples;
        this.frames = new byte[(int) format.dataBytes(MasterPass.BLOCK_SAMPLES)];
        out.write(format.header(samples));
    }

    @Override
    public void read(int channel, byte[] block, int samplesOfBlock) {
        int place = channels.indexOf(channel);
        int width = format.sampleBytes();
        for (int i = 0; place >= 0 && i < samplesOfBlock; i++) {
            System.arraycopy(block, i * width, frames, (i * channels.size() + place) * width, width);
        }
        count = samplesOfBlock;
    }

    @Override
    public void blockEnded() throws IOException {
        out.write(frames, 0, (int) format.dataBytes(count));
    }

    /** Padded to an even length. */
    @Override
    public void close() throws IOException {
        try (out) {
            if (format.dataBytes(samples) % 2 != 0) {
                out.write(0);
            }
        }
    }
}
