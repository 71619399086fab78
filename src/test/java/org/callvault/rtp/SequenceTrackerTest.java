package org.callvault.rtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.rtp.SequenceTracker.Arrival.DUPLICATE;
import static org.callvault.rtp.SequenceTracker.Arrival.IMPLAUSIBLE;
import static org.callvault.rtp.SequenceTracker.Arrival.IN_ORDER;
import static org.callvault.rtp.SequenceTracker.Arrival.LATE;
import static org.callvault.rtp.SequenceTracker.Arrival.RESTARTED;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.callvault.rtp.SequenceTracker.Arrival;
import org.junit.jupiter.api.Test;

/** RFC 3550, appendix A.1, A.3 and A.8. */
class SequenceTrackerTest {
    private final SequenceTracker tracker = new SequenceTracker();

    private Arrival on(int sequenceNumber) {
        return tracker.on(sequenceNumber & 0xffff, 160L * sequenceNumber, 20_000L * sequenceNumber, 8000);
    }

    @Test
    void anUnbrokenSequenceLosesNothingThroughTheWrap() {
        for (int number = 65_000; number < 66_000; number++) {
            assertThat(on(number)).isEqualTo(IN_ORDER);
        }
        assertThat(tracker.received()).isEqualTo(1000);
        assertThat(tracker.expected()).isEqualTo(1000);
        assertThat(tracker.lost()).isZero();
        assertThat(tracker.extendedSequence() & 0xffff).isEqualTo(65_999 & 0xffff);
    }

    @Test
    void aGapIsLostUntilItsPacketsComeLate() {
        on(10);
        on(15);
        assertThat(tracker.lost()).isEqualTo(4);
        assertThat(on(12)).isEqualTo(LATE);
        assertThat(on(12)).isEqualTo(DUPLICATE);
        assertThat(tracker.lost()).isEqualTo(3);
        assertThat(on(15)).isEqualTo(DUPLICATE);
        assertThat(tracker.received()).isEqualTo(3);
    }

    @Test
    void aPacketFromBeforeTheFirstIsLateNotLost() {
        on(100);
        assertThat(on(98)).isEqualTo(LATE);
        assertThat(tracker.expected()).isEqualTo(3);
        assertThat(tracker.lost()).isEqualTo(1);
    }

    @Test
    void reorderingAcrossTheWrapLosesNothing() {
        for (int number : new int[] {65_534, 65_536, 65_535, 65_538, 65_537, 65_539}) {
            assertThat(on(number)).isIn(IN_ORDER, LATE);
        }
        assertThat(tracker.lost()).isZero();
        assertThat(on(65_535)).isEqualTo(DUPLICATE);
    }

    @Test
    void aSingleStrayNumberChangesNothing() {
        on(1000);
        assertThat(on(30_000)).isEqualTo(IMPLAUSIBLE);
        assertThat(on(1001)).isEqualTo(IN_ORDER);
        assertThat(tracker.expected()).isEqualTo(2);
        assertThat(tracker.lost()).isZero();
    }

    @Test
    void twoInARowAfterAJumpAreARestartThatLosesNothingOfBefore() {
        on(1000);
        on(1002);
        assertThat(on(40_000)).isEqualTo(IMPLAUSIBLE);
        assertThat(on(40_001)).isEqualTo(RESTARTED);
        assertThat(on(40_002)).isEqualTo(IN_ORDER);
        assertThat(tracker.received()).isEqualTo(4);
        assertThat(tracker.lost()).isEqualTo(1);
    }

    @Test
    void whatIsOlderThanTheWindowIsImplausible() {
        for (int number = 0; number < 3000; number++) {
            on(number);
        }
        assertThat(on(3000 - SequenceTracker.WINDOW - 1)).isEqualTo(IMPLAUSIBLE);
        assertThat(on(2999 - SequenceTracker.WINDOW + 1)).isEqualTo(DUPLICATE);
    }

    @Test
    void anyOrderWithinTheWindowCountsEachPacketOnce() {
        Random random = new Random(1889);
        for (int round = 0; round < 50; round++) {
            SequenceTracker shuffled = new SequenceTracker();
            List<Integer> numbers = new ArrayList<>();
            int start = random.nextInt(65_536);
            for (int i = 0; i < 400; i++) {
                numbers.add(start + i);
                if (random.nextInt(4) == 0) {
                    numbers.add(start + i);
                }
            }
            Collections.shuffle(numbers, random);
            for (int number : numbers) {
                shuffled.on(number & 0xffff, 0, 0, 8000);
            }
            assertThat(shuffled.received()).isEqualTo(400);
            assertThat(shuffled.expected()).isEqualTo(400);
        }
    }

    @Test
    void jitterIsThatOfTheRfcsFormula() {
        // Transit grows by 1 ms = 8 units once: J = 8/16; then steady: J falls by a sixteenth each time.
        tracker.on(1, 0, 0, 8000);
        tracker.on(2, 160, 21_000, 8000);
        for (int number = 3; number < 8; number++) {
            tracker.on(number, 160L * (number - 1), 20_000L * (number - 1) + 1000 + 100_000, 8000);
        }
        // The jump of 100 ms = 800 units adds 50, decaying by (15/16)^4 to 39.
        assertThat(tracker.jitter()).isEqualTo(39);
    }

    @Test
    void packetsFoundWaitingTogetherAreNoJitter() {
        for (int sweep = 0; sweep < 100; sweep++) {
            for (int i = 0; i < 5; i++) {
                int number = 5 * sweep + i;
                tracker.on(number, 160L * number, 100_000L * sweep, 8000);
            }
        }
        assertThat(tracker.jitter()).isZero();
    }

    @Test
    void theTimestampsWrapIsNoJitter() {
        for (int number = 0; number < 100; number++) {
            tracker.on(number, (0xffff_ff00L + 160L * number) & 0xffff_ffffL, 20_000L * number, 8000);
        }
        assertThat(tracker.jitter()).isZero();
    }
}
