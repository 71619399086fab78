package org.callvault.cli.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private static final double SECOND = 1e9;

    @Test
    void withoutARampCallsComeEvenly() {
        Arrivals arrivals = new Arrivals(20, Duration.ZERO);
        assertThat(LongStream.range(0, 4).map(arrivals::nanosTo).toArray())
                .containsExactly(0, 50_000_000, 100_000_000, 150_000_000);
    }

    @Test
    void duringTheRampTheRateGrowsToWhatItIsAfterIt() {
        Arrivals arrivals = new Arrivals(100, Duration.ofSeconds(10));
        // 500 calls in 10 s, a quarter of them in the first 5 s.
        assertThat(arrivals.nanosTo(125) / SECOND).isEqualTo(5, Offset.offset(0.001));
        assertThat(arrivals.nanosTo(500) / SECOND).isEqualTo(10, Offset.offset(0.001));
        assertThat(arrivals.nanosTo(600) / SECOND).isEqualTo(11, Offset.offset(0.001));
        assertThat(LongStream.range(1, 700).filter(call -> arrivals.nanosTo(call) <= arrivals.nanosTo(call - 1)))
                .isEmpty();
    }
}
