package org.callvault.recording.render;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.callvault.recording.codec.Codec;
import org.callvault.recording.codec.Law;
import org.callvault.recording.contents.Contents;
import org.callvault.recording.format.WavFormat;

/**
 * What the master file holds.
 *
 * @param law its codes as received, where all audio is of one law; else linear samples
 * @param sampleRate the highest that any of the audio needs
 */
public record Master(Optional<Law> law, int sampleRate) {
    /** Codes of one law where all that can be rendered is of one; else linear samples at the highest rate of all. */
    public static Master of(Contents contents) {
        Set<Codec> codecs = new HashSet<>();
        contents.streams()
                .values()
                .forEach(stream -> codecs.addAll(stream.sampleRates().keySet()));
        int rate = contents.streams().values().stream()
                .mapToInt(stream -> stream.layers().last())
                .max()
                .orElse(Law.RATE);
        if (codecs.isEmpty()) {
            return new Master(Optional.of(Law.MU), rate);
        }
        return codecs.size() == 1 && codecs.iterator().next() instanceof Codec.G711(Law law)
                ? new Master(Optional.of(law), rate)
                : new Master(Optional.empty(), rate);
    }

    WavFormat format(int channels) {
        return new WavFormat(Math.max(1, channels), law, sampleRate);
    }

    /** A sample of a block of one channel, linear. */
    int sample(byte[] block, int index) {
        return law.isPresent()
                ? law.get().decode(block[index])
                : (short) ((block[2 * index] & 0xFF) | block[2 * index + 1] << Byte.SIZE);
    }

    public String encoding() {
        return law.map(each -> each == Law.MU ? "PCMU" : "PCMA").orElse("L16");
    }
}
