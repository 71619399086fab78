package org.callvault.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import akka.http.javadsl.model.headers.ByteRange;
import java.util.List;
import org.callvault.admin.http.RangeSelection.Slice;
import org.callvault.admin.http.RangeSelection.Slices;
import org.callvault.admin.http.RangeSelection.Unsatisfiable;
import org.callvault.admin.http.RangeSelection.Whole;
import org.junit.jupiter.api.Test;

class RangeSelectionTest {
    @Test
    void slicesAreCutToTheFile() {
        assertThat(select(10, ByteRange.createSlice(2, 99))).isEqualTo(new Slices(List.of(new Slice(2, 9))));
        assertThat(select(10, ByteRange.createFromOffset(9))).isEqualTo(new Slices(List.of(new Slice(9, 9))));
        assertThat(select(10, ByteRange.createSuffix(3))).isEqualTo(new Slices(List.of(new Slice(7, 9))));
        assertThat(select(10, ByteRange.createSuffix(Long.MAX_VALUE))).isEqualTo(new Slices(List.of(new Slice(0, 9))));
    }

    @Test
    void whatLiesOutsideIsLeftOut() {
        assertThat(select(10, ByteRange.createFromOffset(10), ByteRange.createSlice(0, 1)))
                .isEqualTo(new Slices(List.of(new Slice(0, 1))));
        assertThat(select(10, ByteRange.createFromOffset(10))).isEqualTo(new Unsatisfiable());
        assertThat(select(0, ByteRange.createSuffix(1))).isEqualTo(new Unsatisfiable());
        assertThat(select(0, ByteRange.createFromOffset(0))).isEqualTo(new Unsatisfiable());
    }

    @Test
    void touchingSlicesAreServedAndOverlappingOnesAreNot() {
        assertThat(select(10, ByteRange.createSlice(4, 5), ByteRange.createSlice(0, 3)))
                .isEqualTo(new Slices(List.of(new Slice(4, 5), new Slice(0, 3))));
        assertThat(select(10, ByteRange.createSlice(3, 5), ByteRange.createSlice(0, 3)))
                .isEqualTo(new Whole());
    }

    @Test
    void noRangeSelectsTheWhole() {
        assertThat(select(10)).isEqualTo(new Whole());
    }

    private static RangeSelection select(long size, ByteRange... ranges) {
        return RangeSelection.of(List.of(ranges), size);
    }
}
