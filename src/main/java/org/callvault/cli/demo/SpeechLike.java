package org.callvault.cli.demo;

import java.util.Random;

/**
 * A voice that says nothing: glottal pulses through three resonators that wander like vowels, cut into syllables and
 * phrases. It sounds like speech through a wall, and belongs to nobody.
 */
public final class SpeechLike {
    private static final int RATE = 8000;
    private static final double[][] VOWELS = {
        {730, 1090, 2440}, {270, 2290, 3010}, {300, 870, 2240}, {530, 1840, 2480}, {570, 840, 2410}
    };
    private static final double[] BANDWIDTHS = {80, 110, 160};

    private final Random random;
    private final double pitch;
    private final double[][] memory = new double[3][2];
    private double phase;

    private SpeechLike(long seed, double pitch) {
        this.random = new Random(seed);
        this.pitch = pitch;
    }

    /**
     * Speaks in phrases with pauses between them.
     *
     * @param seed the same seed gives the same voice and words
     * @param pitch of the voice, Hz
     * @return 16-bit samples at 8 kHz
     */
    public static short[] speak(long seed, double pitch, double seconds) {
        return new SpeechLike(seed, pitch).samples((int) (seconds * RATE));
    }

    private short[] samples(int count) {
        short[] out = new short[count];
        int at = random.nextInt(RATE / 2);
        while (at < count) {
            int syllables = 4 + random.nextInt(8);
            for (int i = 0; i < syllables && at < count; i++) {
                at = syllable(out, at);
            }
            at += RATE / 2 + random.nextInt(RATE);
        }
        return out;
    }

    private int syllable(short[] out, int start) {
        double[] vowel = VOWELS[random.nextInt(VOWELS.length)];
        int length = RATE / 8 + random.nextInt(RATE / 8);
        double rise = 0.9 + 0.25 * random.nextDouble();
        int end = Math.min(out.length, start + length);
        for (int i = start; i < end; i++) {
            double progress = (i - start) / (double) length;
            double envelope = Math.sin(Math.PI * progress);
            double sound = filtered(pulse(pitch * (rise - 0.1 * progress)), vowel);
            out[i] = (short) Math.clamp(sound * envelope * 9000, Short.MIN_VALUE, Short.MAX_VALUE);
        }
        return end + random.nextInt(RATE / 25);
    }

    /** One impulse a period, with a little breath. */
    private double pulse(double hertz) {
        phase += hertz / RATE;
        double breath = 0.02 * random.nextGaussian();
        if (phase >= 1) {
            phase -= 1;
            return 1 + breath;
        }
        return breath;
    }

    /** Three resonators, one behind the other's memory but fed side by side. */
    private double filtered(double input, double[] vowel) {
        double sum = 0;
        for (int i = 0; i < vowel.length; i++) {
            double radius = Math.exp(-Math.PI * BANDWIDTHS[i] / RATE);
            double output = input
                    + 2 * radius * Math.cos(2 * Math.PI * vowel[i] / RATE) * memory[i][0]
                    - radius * radius * memory[i][1];
            memory[i][1] = memory[i][0];
            memory[i][0] = output;
            sum += output / (i + 1);
        }
        return sum / 4;
    }
}
