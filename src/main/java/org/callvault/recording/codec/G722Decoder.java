package org.callvault.recording.codec;

/**
 * ITU-T G.722 at 64 kbit/s (mode 1): each octet holds two bits of the higher and six of the lower sub-band, and becomes two
 * samples at 16000 a second.
 *
 * <pre>
 *   7 6   5 4 3 2 1 0
 *  +----+-------------+
 *  | IH |     IL      |   two-bit code of the higher band, six-bit code of the lower
 *  +----+-------------+
 * </pre>
 */
final class G722Decoder implements Decoder {
    /** Half of the symmetric quadrature mirror filter (table 4). */
    private static final int[] QMF = {3, -11, 12, 32, -210, 951, 3876, -805, 362, -156, 53, -11};

    private static final int TAPS = 2 * QMF.length;

    private final SubBand lower = SubBand.lower();
    private final SubBand higher = SubBand.higher();
    private final int[] delayed = new int[TAPS];

    @Override
    public short[] decode(byte[] buffer, int offset, int length) {
        short[] samples = new short[2 * length];
        for (int i = 0; i < length; i++) {
            int code = buffer[offset + i] & 0xFF;
            synthesize(lower.low(code & 0x3F), higher.high(code >> 6), samples, 2 * i);
        }
        return samples;
    }

    /** The receiving quadrature mirror filter (clause 4.4): two samples of half the rate become two of the whole. */
    private void synthesize(int low, int high, short[] samples, int at) {
        System.arraycopy(delayed, 2, delayed, 0, TAPS - 2);
        delayed[TAPS - 2] = low + high;
        delayed[TAPS - 1] = low - high;
        int even = 0;
        int odd = 0;
        for (int i = 0; i < QMF.length; i++) {
            odd += delayed[2 * i] * QMF[i];
            even += delayed[2 * i + 1] * QMF[QMF.length - 1 - i];
        }
        samples[at] = SubBand.saturate(even >> 11);
        samples[at + 1] = SubBand.saturate(odd >> 11);
    }
}
