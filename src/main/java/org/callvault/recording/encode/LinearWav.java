package org.callvault.recording.encode;

import java.io.IOException;
import java.io.OutputStream;
import org.callvault.recording.format.WavFormat;

/** WAV of 16-bit samples, least byte first. */
final class LinearWav implements AudioEncoder {
    private final OutputStream out;

    LinearWav(OutputStream out, WavFormat format, long samples) throws IOException {
        this.out = out;
        out.write(format.header(samples));
    }

    @Override
    public void write(int[][] channels, int count) throws IOException {
        byte[] frames = new byte[2 * count * channels.length];
        int at = 0;
        for (int i = 0; i < count; i++) {
            for (int[] channel : channels) {
                frames[at++] = (byte) channel[i];
                frames[at++] = (byte) (channel[i] >> Byte.SIZE);
            }
        }
        out.write(frames);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
