package org.callvault.recording.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class SilenceDetectorTest {
    private static final int RATE = 8000;
    private static final int SECOND = RATE;

    private final SilenceDetector detector = new SilenceDetector(RATE, 2 * SECOND);

    private void sounds(double seconds, int amplitude) {
        for (int i = 0; i < seconds * RATE; i++) {
            detector.add(i % 8 < 4 ? amplitude : -amplitude);
        }
    }

    @Test
    void longSilencesAreToldAndShortOnesAreNot() {
        sounds(1, 1000);
        sounds(1.5, 0);
        sounds(1, 1000);
        sounds(3, 8);
        sounds(1, 1000);
        sounds(2, 0);
        assertThat(detector.silences())
                .isEqualTo(List.of(
                        new Interval(35 * SECOND / 10, 65 * SECOND / 10),
                        new Interval(75 * SECOND / 10, 95 * SECOND / 10)));
        assertThat(detector.heard()).isTrue();
    }

    @Test
    void theIdleCodeOfALawIsSilenceAndANoisyLineIsNot() {
        sounds(3, 8);
        assertThat(detector.heard()).isFalse();
        sounds(3, 40);
        assertThat(detector.heard()).isTrue();
        assertThat(detector.silences()).containsExactly(new Interval(0, 3 * SECOND));
    }

    @Test
    void whereNothingCameNothingIsSilent() {
        assertThat(detector.silences()).isEmpty();
    }

    @Test
    void aPauseIsTakenOutOfASilence() {
        assertThat(new Interval(0, 100).without(List.of(new Interval(20, 30), new Interval(90, 120))))
                .containsExactly(new Interval(0, 20), new Interval(30, 90));
        assertThat(new Interval(5, 10).without(List.of(new Interval(0, 10)))).isEmpty();
        assertThat(new Interval(5, 10).without(List.of(new Interval(10, 20)))).containsExactly(new Interval(5, 10));
    }
}
