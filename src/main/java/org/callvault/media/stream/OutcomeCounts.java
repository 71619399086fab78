package org.callvault.media.stream;

import java.util.Arrays;

/** A count for each outcome; one thread at a time. Counting allocates nothing, as it happens for each packet. */
// The ordinal is only the place in an array that lives as long as the process: nothing stores or sends it.
@SuppressWarnings("EnumOrdinal")
public final class OutcomeCounts {
    private final long[] counts = new long[Outcome.ALL.size()];

    public void add(Outcome outcome) {
        counts[outcome.ordinal()]++;
    }

    void retract(Outcome outcome) {
        counts[outcome.ordinal()]--;
    }

    public long of(Outcome outcome) {
        return counts[outcome.ordinal()];
    }

    public void clear() {
        Arrays.fill(counts, 0);
    }
}
