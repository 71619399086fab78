package org.callvault.recording.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NumberSetTest {
    @Test
    void agreesWithAPlainSetWhateverIsAdded() {
        Random random = new Random(42);
        for (int round = 0; round < 50; round++) {
            NumberSet runs = new NumberSet();
            TreeSet<Long> plain = new TreeSet<>();
            for (int i = 0; i < 100; i++) {
                long number = random.nextLong(120) - 20;
                assertThat(runs.add(number)).isEqualTo(plain.add(number));
            }
            long after = random.nextLong(60) - 20;
            long before = after + random.nextLong(60);
            long missing = Math.max(0, before - after - 1)
                    - plain.subSet(after + 1, Math.max(after + 1, before)).size();
            assertThat(runs.missingBetween(after, before)).isEqualTo(missing);
            assertThat(runs.missing()).isEqualTo(plain.getLast() - plain.getFirst() + 1 - plain.size());
            assertThat(runs.size()).isEqualTo(plain.size());
        }
    }
}
