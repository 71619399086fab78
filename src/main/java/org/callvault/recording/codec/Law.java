package org.callvault.recording.codec;

import java.util.Locale;
import java.util.Optional;

/**
 * The two companding laws of ITU-T G.711, eight bits a sample at 8000 samples a second.
 *
 * <p>Every code value has a linear value of its own but for mu-law's 0x7F and 0xFF, which are both zero: so only the codes
 * themselves are a bit-exact record of what was received.
 */
public enum Law {
    /** PCMU. */
    MU(0xFF, 7) {
        @Override
        short expand(int code) {
            int inverted = ~code & 0xFF;
            int magnitude = ((((inverted & 0x0F) << 3) + MU_BIAS) << ((inverted & 0x70) >> 4)) - MU_BIAS;
            return (short) ((inverted & 0x80) == 0 ? magnitude : -magnitude);
        }
    },
    /** PCMA. */
    A(0xD5, 6) {
        @Override
        short expand(int code) {
            int toggled = (code ^ 0x55) & 0xFF;
            int segment = (toggled & 0x70) >> 4;
            int step = (toggled & 0x0F) << 4;
            int magnitude = segment == 0 ? step + 8 : (step + 0x108) << (segment - 1);
            return (short) ((toggled & 0x80) == 0 ? -magnitude : magnitude);
        }
    };

    /** Samples a second. */
    public static final int RATE = 8000;

    private static final int MU_BIAS = 0x84;

    private final int silence;
    private final int formatTag;
    // Filled by the constructor and never handed out, so the enum is immutable all the same.
    @SuppressWarnings("ImmutableEnumChecker")
    private final short[] linear = new short[256];

    Law(int silence, int formatTag) {
        this.silence = silence;
        this.formatTag = formatTag;
        for (int code = 0; code < 256; code++) {
            linear[code] = expand(code);
        }
    }

    /** The law of a payload format such as "PCMU/8000"; empty for any other codec, rate or channel count. */
    public static Optional<Law> of(String payloadFormat) {
        return switch (payloadFormat.toUpperCase(Locale.ROOT)) {
            case "PCMU/8000", "PCMU/8000/1" -> Optional.of(MU);
            case "PCMA/8000", "PCMA/8000/1" -> Optional.of(A);
            default -> Optional.empty();
        };
    }

    abstract short expand(int code);

    /** Linear value of a code 0..255, left-aligned in 16 bits. */
    public short decode(int code) {
        return linear[code & 0xFF];
    }

    /** The code of (nearly) nothing, 0..255. */
    public int silence() {
        return silence;
    }

    /** WAVE_FORMAT_MULAW or WAVE_FORMAT_ALAW. */
    public int formatTag() {
        return formatTag;
    }
}
