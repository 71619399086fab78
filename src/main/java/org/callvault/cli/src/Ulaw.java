package org.callvault.cli.src;

/** G.711 mu-law encoding, for sound that is to be sent (ITU-T G.711; bias and clip as usual). */
public final class Ulaw {
    private static final int BIAS = 0x84;
    private static final int CLIP = 32_635;

    private Ulaw() {}

    /** Encodes 16-bit samples. */
    public static byte[] encode(short[] samples) {
        byte[] codes = new byte[samples.length];
        for (int i = 0; i < samples.length; i++) {
            codes[i] = encode(samples[i]);
        }
        return codes;
    }

    private static byte encode(short sample) {
        int sign = sample < 0 ? 0x80 : 0;
        int magnitude = Math.min(Math.abs((int) sample), CLIP) + BIAS;
        int exponent = 31 - Integer.numberOfLeadingZeros(magnitude) - 7;
        int mantissa = (magnitude >> (exponent + 3)) & 0x0f;
        return (byte) ~(sign | (exponent << 4) | mantissa);
    }
}
