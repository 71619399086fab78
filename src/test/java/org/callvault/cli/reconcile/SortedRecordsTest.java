package org.callvault.cli.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SortedRecordsTest {
    private static final Instant NINE = Instant.parse("2026-11-02T09:00:00Z");

    static CallRecord record(int number) {
        return new CallRecord(
                number,
                "r" + number,
                NINE.plusMillis(number),
                Duration.ofMillis(number),
                Set.of("call-" + number, "\u00e9"),
                "49" + number,
                "",
                "agent");
    }

    @Test
    void moreThanFitsIntoMemoryComesBackSortedAndWhole() throws IOException {
        List<CallRecord> shuffled = new ArrayList<>(
                IntStream.range(0, 5000).mapToObj(SortedRecordsTest::record).toList());
        Collections.shuffle(shuffled, new Random(1));
        try (SortedRecords sorted = new SortedRecords(300)) {
            for (CallRecord each : shuffled) {
                sorted.add(each);
            }
            assertThat(sorted.count()).isEqualTo(5000);
            assertThat(sorted.oldest()).contains(NINE);
            assertThat(sorted.newest()).contains(NINE.plusMillis(4999));
            Iterator<CallRecord> all = sorted.newestFirst();
            for (int number = 4999; number >= 0; number--) {
                assertThat(all.next()).isEqualTo(record(number));
            }
            assertThat(all.hasNext()).isFalse();
        }
    }
}
