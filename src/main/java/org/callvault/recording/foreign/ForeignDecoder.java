package org.callvault.recording.foreign;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.callvault.recording.codec.Framed;

/** A program that decodes what nothing here does. */
@FunctionalInterface
public interface ForeignDecoder {
    /** It did not do what was asked of it; why, in words for an operator. */
    final class Failed extends IOException {
        private static final long serialVersionUID = 1;

        public Failed(String message) {
            super(message);
        }
    }

    /**
     * Decodes frames to linear samples, 16 bits, least byte first, as many for each frame as the codec says. Blocks for a
     * bounded time.
     *
     * @throws Failed where the program fails or takes too long
     */
    void decode(Framed codec, InputStream frames, OutputStream samples) throws IOException;
}
