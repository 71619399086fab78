package org.callvault.recording.finish;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class StoreWaitsTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5);
    private final StoreWaits waits = new StoreWaits(nanos::get);

    @Test
    void aStoreThatIsAwayIsToldOnceAndThenOnceAMinuteWithTheCount() {
        assertThat(waits.told("no route")).contains("recordings wait to be finished until the store is back: no route");
        for (int i = 0; i < 1000; i++) {
            assertThat(waits.told("no route")).isEmpty();
        }
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(waits.told("busy"))
                .contains(
                        "the store is still away, 1001 attempts to finish recordings failed since the last line: busy");
        assertThat(waits.told("busy")).isEmpty();
    }

    @Test
    void eachTimeThatItGoesIsTold() {
        assertThat(waits.told("no route")).isPresent();
        waits.over();
        assertThat(waits.told("no route"))
                .hasValueSatisfying(line -> assertThat(line).startsWith("recordings wait"));
        assertThat(waits.told("no route")).isEmpty();
    }
}
