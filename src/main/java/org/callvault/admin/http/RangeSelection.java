package org.callvault.admin.http;

import akka.http.javadsl.model.headers.ByteRange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What part of a file a Range header selects (RFC 9110, section 14). */
sealed interface RangeSelection {
    /** More ranges than this are no player's request; they are answered with the whole file. */
    int MAX_SLICES = 16;

    /** The whole file, with 200. */
    record Whole() implements RangeSelection {}

    /** At least one slice, in the order asked for, none overlapping another; with 206. */
    record Slices(List<Slice> slices) implements RangeSelection {
        public Slices {
            slices = List.copyOf(slices);
        }
    }

    /** No range lies in the file; 416. */
    record Unsatisfiable() implements RangeSelection {}

    /** Bytes of a file, both ends included. */
    record Slice(long first, long last) {
        long length() {
            return last - first + 1;
        }
    }

    /**
     * Selects from a file.
     *
     * @param size of the file in bytes
     */
    static RangeSelection of(Iterable<ByteRange> requested, long size) {
        List<Slice> slices = new ArrayList<>();
        int count = 0;
        for (ByteRange range : requested) {
            count++;
            slice(range, size).ifPresent(slices::add);
        }
        // Many or overlapping ranges make a server send more than the file (RFC 9110, 17.15); a server may ignore them.
        if (count == 0 || count > MAX_SLICES || overlap(slices)) {
            return new Whole();
        }
        return slices.isEmpty() ? new Unsatisfiable() : new Slices(slices);
    }

    private static Optional<Slice> slice(ByteRange range, long size) {
        long first = range.isSuffix()
                ? Math.max(0, size - range.getSuffixLength().getAsLong())
                : range.isSlice()
                        ? range.getSliceFirst().getAsLong()
                        : range.getOffset().getAsLong();
        long last = range.isSlice() ? Math.min(range.getSliceLast().getAsLong(), size - 1) : size - 1;
        return first <= last ? Optional.of(new Slice(first, last)) : Optional.empty();
    }

    private static boolean overlap(List<Slice> slices) {
        List<Slice> sorted =
                slices.stream().sorted(Comparator.comparingLong(Slice::first)).toList();
        for (int i = 1; i < sorted.size(); i++) {
            if (sorted.get(i).first() <= sorted.get(i - 1).last()) {
                return true;
            }
        }
        return false;
    }
}
