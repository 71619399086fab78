package org.callvault.recording.finish;

import java.util.Optional;
import org.callvault.recording.codec.Law;
import org.callvault.recording.format.WavFormat;

/**
 * What the master file holds.
 *
 * @param law its codes as received, where all audio is of one law; else linear samples
 * @param sampleRate the highest that any of the audio needs
 */
record Master(Optional<Law> law, int sampleRate) {
    WavFormat format(int channels) {
        return new WavFormat(Math.max(1, channels), law, sampleRate);
    }

    /** A sample of a block of one channel, linear. */
    int sample(byte[] block, int index) {
        return law.isPresent()
                ? law.get().decode(block[index])
                : (short) ((block[2 * index] & 0xFF) | block[2 * index + 1] << Byte.SIZE);
    }

    String encoding() {
        return law.map(each -> each == Law.MU ? "PCMU" : "PCMA").orElse("L16");
    }
}
