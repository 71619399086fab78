package org.callvault.cli.verify;

import java.util.Arrays;
import java.util.Optional;

/** Looks for what one stream sent in its channel of the recording, sample by sample. */
public final class SampleComparison {
    private static final byte ULAW_SILENCE = (byte) 0xff;

    private SampleComparison() {}

    /**
     * Compares. The channel must hold everything that was sent, unchanged and in one piece, and silence around it.
     *
     * @return what differs first; empty when nothing does
     */
    public static Optional<String> difference(byte[] sent, byte[] channel) {
        if (channel.length < sent.length) {
            return Optional.of(channel.length + " samples recorded, " + sent.length + " sent");
        }
        int lastStart = channel.length - sent.length;
        int best = 0;
        int bestMatch = -1;
        for (int start = 0; start <= lastStart; start++) {
            int mismatch = Arrays.mismatch(sent, 0, sent.length, channel, start, start + sent.length);
            if (mismatch < 0) {
                return around(channel, start, start + sent.length);
            }
            if (mismatch > bestMatch) {
                bestMatch = mismatch;
                best = start;
            }
        }
        return Optional.of("sample " + bestMatch + " differs from what was sent (best match from sample " + best + ")");
    }

    private static Optional<String> around(byte[] channel, int from, int to) {
        for (int i = 0; i < channel.length; i++) {
            boolean outside = i < from || i >= to;
            if (outside && channel[i] != ULAW_SILENCE) {
                return Optional.of("sample " + i + " is neither silence nor part of what was sent");
            }
        }
        return Optional.empty();
    }
}
