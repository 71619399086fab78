package org.callvault.recording.format;

import java.util.List;
import java.util.stream.Stream;

/** Numbers from {@code from} (included) to {@code to} (not included); never empty. */
public record Interval(long from, long to) {
    public Interval {
        if (from >= to) {
            throw new IllegalArgumentException("empty interval");
        }
    }

    /** What is left of it without others, in order. */
    public List<Interval> without(List<Interval> others) {
        List<Interval> left = List.of(this);
        for (Interval other : others) {
            left = left.stream().flatMap(part -> part.without(other)).toList();
        }
        return left;
    }

    private Stream<Interval> without(Interval other) {
        return Stream.of(new long[] {from, Math.min(to, other.from)}, new long[] {Math.max(from, other.to), to})
                .filter(part -> part[0] < part[1])
                .map(part -> new Interval(part[0], part[1]));
    }

    public long length() {
        return to - from;
    }
}
