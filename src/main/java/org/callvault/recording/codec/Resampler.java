package org.callvault.recording.codec;

/**
 * Brings samples to a higher rate by a windowed sinc, so that nothing above the lower rate's band is added. Sample n of the
 * output stands where sample n * from / to of the input does: there is no delay.
 */
public final class Resampler {
    /** Input samples that an output sample is made of. */
    private static final int TAPS = 48;

    /** Input samples before the place of an output sample that it is made of. */
    public static final int BEFORE = TAPS / 2 - 1;

    /** The same after it. */
    public static final int AFTER = TAPS / 2;

    /** Of the lower rate's band, what is kept in full; above it the filter falls. */
    private static final double PASSED = 0.92;

    private static final double KAISER_BETA = 8;

    private final int up;
    private final int down;
    private final float[][] phases;

    /** From one rate to a higher one or to the same, both above 0. */
    public Resampler(int from, int to) {
        int common = gcd(from, to);
        this.up = to / common;
        this.down = from / common;
        this.phases = new float[up][TAPS];
        for (int phase = 0; phase < up; phase++) {
            fill(phases[phase], (double) phase / up);
        }
    }

    private static void fill(float[] taps, double fraction) {
        double[] exact = new double[TAPS];
        double sum = 0;
        for (int tap = 0; tap < TAPS; tap++) {
            double distance = tap - BEFORE - fraction;
            double x = Math.PI * PASSED * distance;
            double window = kaiser(distance / (TAPS / 2.0));
            exact[tap] = window * (distance == 0 ? 1 : Math.sin(x) / x);
            sum += exact[tap];
        }
        for (int tap = 0; tap < TAPS; tap++) {
            taps[tap] = (float) (exact[tap] / sum);
        }
    }

    private static double kaiser(double x) {
        return Math.abs(x) >= 1 ? 0 : bessel(KAISER_BETA * Math.sqrt(1 - x * x)) / bessel(KAISER_BETA);
    }

    /** The modified Bessel function of order 0, by its series. */
    private static double bessel(double x) {
        double term = 1;
        double sum = 1;
        for (int k = 1; term > sum * 1e-12; k++) {
            term *= (x / (2 * k)) * (x / (2 * k));
            sum += term;
        }
        return sum;
    }

    public static int gcd(int a, int b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    /** First input sample that output samples from this one on are made of; may be negative. */
    public long firstInput(long output) {
        return Math.floorDiv(output * down, up) - BEFORE;
    }

    /** Input samples that so many output samples are made of, at most. */
    public int inputs(int outputs) {
        return (int) ((long) outputs * down / up) + TAPS + 1;
    }

    /**
     * Adds output samples to what stands there.
     *
     * @param input from {@link #firstInput} of the first output sample on, at least {@link #inputs} of them
     * @param output number of the first output sample
     */
    public void add(short[] input, long output, int count, float[] sums) {
        long first = firstInput(output);
        for (int i = 0; i < count; i++) {
            long position = (output + i) * down;
            int start = (int) (Math.floorDiv(position, up) - BEFORE - first);
            float[] taps = phases[Math.floorMod(position, up)];
            float sum = 0;
            for (int tap = 0; tap < TAPS; tap++) {
                sum += taps[tap] * input[start + tap];
            }
            sums[i] += sum;
        }
    }
}
