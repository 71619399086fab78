package org.callvault.recording.codec;

/**
 * One sub-band of a G.722 decoder: inverse adaptive quantizer and adaptive predictor (ITU-T G.722, clauses 3.5, 3.6 and
 * 6.2). The names are those of the Recommendation: {@code nb} is NABLA, {@code det} the scale factor DETL or DETH.
 */
final class SubBand {
    /** Logarithmic scale factor multipliers of the lower band, by magnitude (table 17). */
    private static final int[] WL = {-60, -30, 58, 172, 334, 538, 1198, 3042};

    /** Magnitude of a four-bit code of the lower band. */
    private static final int[] RL42 = {0, 7, 6, 5, 4, 3, 2, 1, 7, 6, 5, 4, 3, 2, 1, 0};

    /** Logarithm to linear: 2^(11 + i/32). */
    private static final int[] ILB = {
        2048, 2093, 2139, 2186, 2233, 2282, 2332, 2383, 2435, 2489, 2543, 2599, 2656, 2714, 2774, 2834,
        2896, 2960, 3025, 3091, 3158, 3228, 3298, 3371, 3444, 3520, 3597, 3676, 3756, 3838, 3922, 4008
    };

    /** Of the higher band, by two-bit code. */
    private static final int[] WH = {798, -214, 798, -214};

    /** Output levels of the higher band's two-bit inverse quantizer. */
    private static final int[] QM2 = {-7408, -1616, 7408, 1616};

    /** Output levels of the lower band's four-bit inverse quantizer, which adapts the predictor. */
    private static final int[] QM4 = {
        0, -20456, -12896, -8968, -6288, -4240, -2584, -1200, 20456, 12896, 8968, 6288, 4240, 2584, 1200, 0
    };

    /** Output levels of the lower band's six-bit inverse quantizer, which gives the samples. */
    private static final int[] QM6 = {
        -136, -136, -136, -136, -24808, -21904, -19008, -16704, -14984, -13512, -12280, -11192, -10232, -9360, -8576,
        -7856, -7192, -6576, -6000, -5456, -4944, -4464, -4008, -3576, -3168, -2776, -2400, -2032, -1688, -1360, -1040,
        -728, 24808, 21904, 19008, 16704, 14984, 13512, 12280, 11192, 10232, 9360, 8576, 7856, 7192, 6576, 6000, 5456,
        4944, 4464, 4008, 3576, 3168, 2776, 2400, 2032, 1688, 1360, 1040, 728, 432, 136, -432, -136
    };

    private static final int ZEROS = 6;

    private final int maxNb;
    private final int scaleShift;
    private int nb;
    private int det;

    // Of the predictor, the newest first; index 0 is the present one.
    private int s;
    private int sz;
    private final int[] r = new int[3];
    private final int[] p = new int[3];
    private final int[] a = new int[3];
    private final int[] b = new int[ZEROS + 1];
    private final int[] d = new int[ZEROS + 1];

    private SubBand(int maxNb, int scaleShift, int det) {
        this.maxNb = maxNb;
        this.scaleShift = scaleShift;
        this.det = det;
    }

    static SubBand lower() {
        return new SubBand(18432, 8, 32);
    }

    static SubBand higher() {
        return new SubBand(22528, 10, 8);
    }

    /** The next sample of the lower band, 15 bits. */
    int low(int code) {
        int sample = limit(s + ((det * QM6[code]) >> 15));
        int coarse = code >> 2;
        int difference = (det * QM4[coarse]) >> 15;
        adaptScale(WL[RL42[coarse]]);
        predict(difference);
        return sample;
    }

    /** The next sample of the higher band, 15 bits. */
    int high(int code) {
        int difference = (det * QM2[code]) >> 15;
        int sample = limit(s + difference);
        adaptScale(WH[code]);
        predict(difference);
        return sample;
    }

    /** LOGSCL and SCALEL, LOGSCH and SCALEH. */
    private void adaptScale(int step) {
        nb = Math.clamp(((nb * 127) >> 7) + step, 0, maxNb);
        int linear = ILB[(nb >> 6) & 31];
        int shift = scaleShift - (nb >> 11);
        det = (shift < 0 ? linear << -shift : linear >> shift) << 2;
    }

    /** Takes a quantized difference and predicts the next sample. */
    private void predict(int difference) {
        d[0] = difference;
        r[0] = saturate(s + difference);
        p[0] = saturate(sz + difference);
        adaptPoles();
        adaptZeros();
        System.arraycopy(d, 0, d, 1, ZEROS);
        System.arraycopy(r, 0, r, 1, 2);
        System.arraycopy(p, 0, p, 1, 2);
        int poles = saturate(scaled(a[1], saturate(2 * r[1])) + scaled(a[2], saturate(2 * r[2])));
        int zeros = 0;
        for (int i = ZEROS; i > 0; i--) {
            zeros = saturate(zeros + scaled(b[i], saturate(2 * d[i])));
        }
        sz = zeros;
        s = saturate(poles + zeros);
    }

    /** UPPOL2 and UPPOL1. */
    private void adaptPoles() {
        boolean like1 = sameSign(p[0], p[1]);
        int second = saturate(4 * a[1]);
        second = Math.min(like1 ? -second : second, 32767) >> 7;
        second += sameSign(p[0], p[2]) ? 128 : -128;
        int a2 = Math.clamp(second + scaled(a[2], 32512), -12288, 12288);
        int bound = saturate(15360 - a2);
        a[1] = Math.clamp(saturate((like1 ? 192 : -192) + scaled(a[1], 32640)), -bound, bound);
        a[2] = a2;
    }

    /** UPZERO. */
    private void adaptZeros() {
        int step = d[0] == 0 ? 0 : 128;
        for (int i = 1; i <= ZEROS; i++) {
            b[i] = saturate((sameSign(d[0], d[i]) ? step : -step) + scaled(b[i], 32640));
        }
    }

    private static boolean sameSign(int one, int other) {
        return one < 0 == other < 0;
    }

    private static int scaled(int coefficient, int value) {
        return (coefficient * value) >> 15;
    }

    private static int limit(int sample) {
        return Math.clamp(sample, -16384, 16383);
    }

    static short saturate(int value) {
        return (short) Math.clamp(value, Short.MIN_VALUE, Short.MAX_VALUE);
    }
}
