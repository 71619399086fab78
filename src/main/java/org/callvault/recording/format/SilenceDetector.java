package org.callvault.recording.format;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a channel is silent for long: blocks of 100 ms whose level (root mean square) is at most -60 dB of full scale, which
 * is below the noise of a line and above what codecs make of nothing. Takes a channel's samples in order.
 */
public final class SilenceDetector {
    private static final int BLOCKS_PER_SECOND = 10;
    private static final double LOUDEST = Short.MAX_VALUE / 1000.0;

    private final int blockSamples;
    private final long shortest;
    private final List<Interval> silences = new ArrayList<>();
    private long position;
    private long silentSince;
    private double energy;
    private int inBlock;
    private boolean heard;

    /** @param shortest samples of a silence that is worth telling */
    public SilenceDetector(int sampleRate, long shortest) {
        this.blockSamples = sampleRate / BLOCKS_PER_SECOND;
        this.shortest = shortest;
    }

    /** The next sample, 16 bits. */
    public void add(int sample) {
        energy += (double) sample * sample;
        inBlock++;
        if (inBlock == blockSamples) {
            close();
        }
    }

    private void close() {
        if (energy > LOUDEST * LOUDEST * inBlock) {
            heard = true;
            endAt(position);
            silentSince = position + inBlock;
        }
        position += inBlock;
        energy = 0;
        inBlock = 0;
    }

    private void endAt(long to) {
        if (to - silentSince >= shortest && to > silentSince) {
            silences.add(new Interval(silentSince, to));
        }
    }

    /** Whether a block was louder. */
    public boolean heard() {
        return heard;
    }

    /** The silences, once, after the last sample. */
    public List<Interval> silences() {
        if (inBlock > 0) {
            close();
        }
        endAt(position);
        silentSince = position;
        return List.copyOf(silences);
    }
}
