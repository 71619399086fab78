package org.callvault.recording.format;

import java.util.Map;
import java.util.TreeMap;

/** A set of numbers kept as runs: what is received nearly in order takes nearly no memory. */
final class NumberSet {
    /** Start of each run to its end (not included); runs neither touch nor overlap. */
    private final TreeMap<Long, Long> runs = new TreeMap<>();

    private long size;

    /** Adds a number; false when it was there. */
    boolean add(long number) {
        Map.Entry<Long, Long> below = runs.floorEntry(number);
        if (below != null && number < below.getValue()) {
            return false;
        }
        boolean joinsBelow = below != null && below.getValue() == number;
        Long endAbove = runs.remove(number + 1);
        long end = endAbove == null ? number + 1 : endAbove;
        runs.put(joinsBelow ? below.getKey() : (Long) number, end);
        size++;
        return true;
    }

    long size() {
        return size;
    }

    /** Numbers between the least and the greatest that are not in the set. */
    long missing() {
        return runs.isEmpty() ? 0 : runs.lastEntry().getValue() - runs.firstKey() - size;
    }

    /** Numbers that are greater than {@code after}, less than {@code before} and not in the set. */
    long missingBetween(long after, long before) {
        long missing = Math.max(0, before - after - 1);
        Map.Entry<Long, Long> run = runs.floorEntry(before - 1);
        while (run != null && run.getValue() > after + 1) {
            missing -= Math.min(before, run.getValue()) - Math.max(after + 1, run.getKey());
            run = runs.lowerEntry(run.getKey());
        }
        return missing;
    }
}
