package org.callvault.recording.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.callvault.rtp.Ssrc;
import org.junit.jupiter.api.Test;

class SharedClocksTest {
    private static final long START = 1_700_000_000_000_000L;

    /** The SRC's clock is ten seconds ahead of ours. */
    private static final long AHEAD = 10_000_000;

    private static final Map<Ssrc, String> SAME = Map.of(new Ssrc(1), "src", new Ssrc(2), "src");

    private final StreamSurvey first = new StreamSurvey();
    private final StreamSurvey second = new StreamSurvey();

    /** A second of packets that began to leave then, and arrive so much later. */
    private static void talk(StreamSurvey survey, int ssrc, long firstTimestamp, long leftMicros, long delayMicros) {
        for (int i = 0; i < 50; i++) {
            survey.packet(new PacketTime(
                    new Ssrc(ssrc),
                    100 + i,
                    (firstTimestamp + 160L * i) & 0xffff_ffffL,
                    leftMicros + 20_000L * i + delayMicros,
                    8000));
        }
    }

    /** What the source says half a second after it began. */
    private static ClockReport report(int ssrc, long firstTimestamp, long leftMicros, long delayMicros) {
        return new ClockReport(
                new Ssrc(ssrc),
                leftMicros + 500_000 + AHEAD,
                (firstTimestamp + 4000) & 0xffff_ffffL,
                leftMicros + 500_000 + delayMicros);
    }

    private void align(Map<Ssrc, String> names) {
        SharedClocks clocks = new SharedClocks();
        clocks.add(first, ssrc -> Optional.ofNullable(names.get(ssrc)));
        clocks.add(second, ssrc -> Optional.ofNullable(names.get(ssrc)));
        clocks.align();
    }

    @Test
    void sourcesOfOneClockArePlacedByWhenTheySentHoweverLateTheyArrive() {
        talk(first, 1, 5000, START, 80_000);
        talk(second, 2, 0xffff_ff00L, START + 7000, 3000);
        first.reported(report(1, 5000, START, 80_000));
        second.reported(report(2, 0xffff_ff00L, START + 7000, 3000));
        align(SAME);
        assertThat(first.earliestMicros()).hasValue(START + 3000);
        assertThat(second.earliestMicros()).hasValue(START + 10_000);
        assertThat(second.track(START + 3000, 8000).audio(packet(2, 0xffff_ff00L), 160, 8000))
                .containsExactly(new AudioPiece(56, 0, 160));
    }

    private static PacketTime packet(int ssrc, long timestamp) {
        return new PacketTime(new Ssrc(ssrc), 100, timestamp, START, 8000);
    }

    @Test
    void sourcesOfSeveralClocksStayWhereTheirArrivalsPutThem() {
        talk(first, 1, 5000, START, 80_000);
        talk(second, 2, 5000, START, 3000);
        first.reported(report(1, 5000, START, 80_000));
        second.reported(report(2, 5000, START + 60_000, 3000));
        align(Map.of(new Ssrc(1), "alice", new Ssrc(2), "bob"));
        assertThat(first.earliestMicros()).hasValue(START + 80_000);
        assertThat(second.earliestMicros()).hasValue(START + 3000);
    }

    @Test
    void aSourceThatDoesNotTellItsClockOrItsNameStays() {
        talk(first, 1, 5000, START, 80_000);
        talk(second, 2, 5000, START, 3000);
        second.reported(report(2, 5000, START, 3000));
        align(SAME);
        assertThat(first.earliestMicros()).hasValue(START + 80_000);
        first.reported(report(1, 5000, START, 80_000));
        align(Map.of(new Ssrc(2), "src"));
        assertThat(first.earliestMicros()).hasValue(START + 80_000);
    }

    @Test
    void aReportThatCannotBeIsNotBelieved() {
        talk(first, 1, 5000, START, 80_000);
        talk(second, 2, 5000, START, 3000);
        first.reported(report(1, 5000, START - 5_000_000, 80_000));
        second.reported(report(2, 5000, START, 3000));
        align(SAME);
        assertThat(first.earliestMicros()).hasValue(START + 80_000);
        assertThat(second.earliestMicros()).hasValue(START + 3000);
    }

    @Test
    void aReportOfAnotherTimelineIsPassedOverForOneThatFits() {
        talk(first, 1, 5000, START, 80_000);
        talk(second, 2, 5000, START, 3000);
        first.reported(report(1, 2_000_000_000L, START, 80_000));
        first.reported(report(1, 5000, START, 80_000));
        second.reported(report(2, 5000, START, 3000));
        align(SAME);
        assertThat(first.earliestMicros()).hasValue(START + 3000);
    }

    @Test
    void aSourceThatChangesItsIdentifierGoesOnWhereItsClockSays() {
        talk(first, 1, 5000, START, 3000);
        first.reported(report(1, 5000, START, 3000));
        talk(first, 2, 77, START + 1_000_000, 90_000);
        first.reported(report(2, 77, START + 1_000_000, 90_000));
        align(SAME);
        StreamTrack track = first.track(START + 3000, 8000);
        talk(track, 1, 5000);
        assertThat(track.end()).isEqualTo(8000);
        talk(track, 2, 77);
        assertThat(track.end()).isEqualTo(16_000);
    }

    private static void talk(StreamTrack track, int ssrc, long firstTimestamp) {
        for (int i = 0; i < 50; i++) {
            track.audio(new PacketTime(new Ssrc(ssrc), 100 + i, firstTimestamp + 160L * i, START, 8000), 160, 8000);
        }
    }
}
