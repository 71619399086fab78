package org.callvault.recording.format;

/** Numbers from {@code from} (included) to {@code to} (not included); never empty. */
public record Interval(long from, long to) {
    public Interval {
        if (from >= to) {
            throw new IllegalArgumentException("empty interval");
        }
    }

    public long length() {
        return to - from;
    }
}
