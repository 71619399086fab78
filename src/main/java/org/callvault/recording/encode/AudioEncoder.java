package org.callvault.recording.encode;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;
import org.callvault.config.output.Output.Format;
import org.callvault.recording.format.WavFormat;

/** A file of audio that is being written; whole when it is closed, and so is what it was written into. */
public interface AudioEncoder extends Closeable {
    /**
     * Takes the next samples.
     *
     * @param channels of each channel, 16 bits wide
     * @param count how many of each
     */
    void write(int[][] channels, int count) throws IOException;

    /**
     * Begins a file of linear samples.
     *
     * @param samples that will come of each channel
     * @param bitrate bits a second of each channel, where the format loses some
     */
    static AudioEncoder open(OutputStream out, Format format, int channels, int sampleRate, long samples, int bitrate)
            throws IOException {
        return switch (format) {
            case WAV -> new LinearWav(out, new WavFormat(channels, Optional.empty(), sampleRate), samples);
            case FLAC -> new FlacFile(out, channels, sampleRate, samples);
            case OPUS -> OpusFile.open(out, channels, sampleRate, samples, bitrate);
        };
    }
}
