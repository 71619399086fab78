package org.callvault.recording.codec;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/** The files of sound beside the tests; {@code README.txt} says how they were made. */
final class Vectors {
    private Vectors() {}

    static byte[] bytes(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(Vectors.class.getResourceAsStream("/codec/" + name), name)) {
            return in.readAllBytes();
        }
    }

    /** Raw samples, 16 bits, least byte first. */
    static short[] samples(byte[] raw) {
        short[] samples = new short[raw.length / 2];
        ByteBuffer.wrap(raw).order(ByteOrder.LITTLE_ENDIAN).asShortBuffer().get(samples);
        return samples;
    }
}
