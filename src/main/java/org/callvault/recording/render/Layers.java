package org.callvault.recording.render;

import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.callvault.recording.codec.Resampler;

/** Linear samples of several rates that make up one channel: each brought to the rate of the master, and added up. */
final class Layers implements Closeable {
    private final int masterRate;
    private final Map<Integer, ChannelFile> files;
    private final Map<Integer, Resampler> resamplers = new TreeMap<>();

    /** Files by their rate, none above the master's. */
    Layers(Map<Integer, ChannelFile> files, int masterRate) {
        this.files = files;
        this.masterRate = masterRate;
        for (int rate : files.keySet()) {
            if (rate != masterRate) {
                resamplers.put(rate, new Resampler(rate, masterRate));
            }
        }
    }

    int masterRate() {
        return masterRate;
    }

    /** The layer of a rate that the first pass saw. */
    ChannelFile of(int sampleRate) {
        ChannelFile file = files.get(sampleRate);
        if (file == null) {
            throw new IllegalStateException("the first pass saw no samples at " + sampleRate);
        }
        return file;
    }

    /** Reads the sum, least byte first. */
    void read(long position, int samples, byte[] block) throws IOException {
        float[] sums = new float[samples];
        for (Map.Entry<Integer, ChannelFile> layer : files.entrySet()) {
            Resampler resampler = resamplers.get(layer.getKey());
            if (resampler == null) {
                addAsItIs(layer.getValue(), position, sums);
            } else {
                short[] input = new short[resampler.inputs(samples)];
                layer.getValue().readLinear(resampler.firstInput(position), input, input.length);
                resampler.add(input, position, samples, sums);
            }
        }
        for (int i = 0; i < samples; i++) {
            int sample = Math.clamp(Math.round(sums[i]), Short.MIN_VALUE, Short.MAX_VALUE);
            block[2 * i] = (byte) sample;
            block[2 * i + 1] = (byte) (sample >> 8);
        }
    }

    private static void addAsItIs(ChannelFile file, long position, float[] sums) throws IOException {
        short[] input = new short[sums.length];
        file.readLinear(position, input, input.length);
        for (int i = 0; i < input.length; i++) {
            sums[i] += input[i];
        }
    }

    @Override
    public void close() throws IOException {
        for (ChannelFile file : files.values()) {
            file.close();
        }
    }
}
