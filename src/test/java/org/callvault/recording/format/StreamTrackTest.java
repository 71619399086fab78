package org.callvault.recording.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.callvault.recording.format.Gap.Reason;
import org.callvault.rtp.Ssrc;
import org.junit.jupiter.api.Test;

class StreamTrackTest {
    private static final long START = 1_700_000_000_000_000L;
    private static final int SAMPLES = 160;

    private final List<PacketTime> packets = new ArrayList<>();
    private final StreamSurvey survey = new StreamSurvey();
    private final List<Long> positions = new ArrayList<>();

    @Test
    void jitterDoesNotMoveAnything() {
        int[] jitterMicros = {9000, 300, 0, 15000, 2000};
        for (int i = 0; i < 5; i++) {
            add(7, 100 + i, 5000 + 160L * i, START + 20_000L * i + jitterMicros[i]);
        }
        StreamTrack track = render();
        assertThat(positions).containsExactly(0L, 160L, 320L, 480L, 640L);
        assertThat(survey.earliestMicros()).hasValue(START);
        assertThat(track.gaps(List.of())).isEmpty();
    }

    @Test
    void sequenceAndTimestampWrapWithoutATrace() {
        for (int i = 0; i < 6; i++) {
            long timestamp = (0xFFFFFFFFL - 300 + 160L * i) & 0xFFFFFFFFL;
            add(7, (65533 + i) & 0xFFFF, timestamp, START + 20_000L * i);
        }
        StreamTrack track = render();
        assertThat(positions).containsExactly(0L, 160L, 320L, 480L, 640L, 800L);
        assertThat(survey.missing()).isZero();
        assertThat(track.gaps(List.of())).isEmpty();
    }

    @Test
    void lostPacketsAreAGapThatNamesThem() {
        regular(0, 3);
        regular(6, 2);
        assertThat(render().gaps(List.of())).containsExactly(new Gap(new Interval(480, 960), 3, Reason.LOST));
        assertThat(survey.missing()).isEqualTo(3);
    }

    @Test
    void aTimestampJumpWithoutASequenceGapIsSilenceSuppression() {
        regular(0, 3);
        add(7, 103, 5000 + 160 * 50, START + 20_000 * 50);
        assertThat(render().gaps(List.of()))
                .containsExactly(new Gap(new Interval(480, 8000), 0, Reason.SILENCE_SUPPRESSED));
        assertThat(survey.missing()).isZero();
    }

    @Test
    void packetsMissingInAPauseAreNotLost() {
        regular(0, 3);
        regular(103, 2);
        assertThat(render().gaps(List.of(new Interval(400, 16_000))))
                .containsExactly(new Gap(new Interval(480, 103 * 160), 100, Reason.PAUSED));
    }

    @Test
    void aLongOutageIsCountedAcrossManySequenceNumbers() {
        regular(0, 2);
        regular(40_002, 1);
        assertThat(render().gaps(List.of()))
                .containsExactly(new Gap(new Interval(320, 40_002L * 160), 40_000, Reason.LOST));
    }

    @Test
    void lateOnesFillTheirPlaceAndDuplicatesAreDropped() {
        for (int index : new int[] {0, 2, 1, 2, 3}) {
            add(7, 100 + index, 5000 + 160L * index, START + 20_000L * index);
        }
        StreamTrack track = render();
        assertThat(positions).containsExactly(0L, 320L, 160L, 480L);
        assertThat(track.gaps(List.of())).isEmpty();
        assertThat(survey.late()).isEqualTo(1);
        assertThat(survey.duplicate()).isEqualTo(1);
        assertThat(survey.received()).isEqualTo(4);
    }

    @Test
    void packetsBeforeTheFirstOneMoveTheOrigin() {
        for (int index : new int[] {1, 0, 2}) {
            add(7, 100 + index, 5000 + 160L * index, START + 20_000L * index);
        }
        render();
        assertThat(positions).containsExactly(160L, 0L, 320L);
    }

    @Test
    void aNewSourceIsAnchoredWhereItArrives() {
        regular(0, 2);
        add(8, 9, 77, START + 100_000);
        assertThat(render().gaps(List.of())).containsExactly(new Gap(new Interval(320, 800), 0, Reason.RESTARTED));
        assertThat(positions).containsExactly(0L, 160L, 800L);
        assertThat(survey.sources()).containsExactly(new Ssrc(7), new Ssrc(8));
    }

    @Test
    void aHostileTimestampCannotMakeAGiantRecording() {
        regular(0, 2);
        add(7, 102, 5000 + 8000L * 3600 * 20, START + 40_000);
        StreamTrack track = render();
        assertThat(track.end()).isEqualTo(480);
        assertThat(survey.timestampsJumped()).isTrue();
    }

    @Test
    void endlessRestartsAreBounded() {
        for (int i = 0; i < StreamClock.MAX_EPOCHS + 50; i++) {
            add(i, 1, 1, START + 1000L * i);
        }
        render();
        assertThat(survey.unplaced()).isEqualTo(50);
        assertThat(survey.received()).isEqualTo(StreamClock.MAX_EPOCHS + 50L);
    }

    @Test
    void whereTwoPacketsOverlapTheFirstOneWins() {
        add(7, 100, 5000, START);
        add(7, 101, 5080, START + 20_000);
        List<AudioPiece> pieces = new ArrayList<>();
        StreamTrack track = survey();
        packets.forEach(packet -> pieces.addAll(track.audio(packet, SAMPLES, 8000)));
        assertThat(pieces).containsExactly(new AudioPiece(0, 0, 160), new AudioPiece(160, 80, 80));
    }

    private void regular(int first, int count) {
        for (int i = first; i < first + count; i++) {
            add(7, (100 + i) & 0xFFFF, 5000 + 160L * i, START + 20_000L * i);
        }
    }

    private void add(int ssrc, int sequence, long timestamp, long arrival) {
        packets.add(new PacketTime(new Ssrc(ssrc), sequence, timestamp & 0xFFFFFFFFL, arrival, 8000));
    }

    private StreamTrack survey() {
        packets.forEach(survey::packet);
        return survey.track(survey.earliestMicros().orElseThrow(), 8000);
    }

    private StreamTrack render() {
        StreamTrack track = survey();
        for (PacketTime packet : packets) {
            track.audio(packet, SAMPLES, 8000).forEach(piece -> positions.add(piece.position()));
        }
        return track;
    }
}
