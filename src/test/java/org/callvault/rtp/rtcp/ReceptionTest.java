package org.callvault.rtp.rtcp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 3550, 6.4.1 and A.3. */
class ReceptionTest {
    private final Reception reception = new Reception(0x1234);

    private void receive(int from, int to) {
        for (int number = from; number < to; number++) {
            reception.on(number & 0xffff, 160L * number & 0xffff_ffffL, 20_000L * number, 8000);
        }
    }

    @Test
    void theFractionIsOfTheIntervalAndTheLossOfAll() {
        receive(10, 20);
        ReportBlock first = reception.report(0);
        receive(25, 30);
        ReportBlock second = reception.report(0);
        receive(30, 40);
        ReportBlock third = reception.report(0);

        assertThat(List.of(first, second, third))
                .extracting(ReportBlock::fractionLost)
                .containsExactly(0, 128, 0);
        assertThat(List.of(first, second, third)).extracting(ReportBlock::lost).containsExactly(0, 5, 5);
        assertThat(List.of(first, second, third))
                .extracting(ReportBlock::highestSequence)
                .containsExactly(19L, 29L, 39L);
        assertThat(third.ssrc()).isEqualTo(0x1234);
    }

    @Test
    void latePacketsAreNoLossAnyMore() {
        receive(0, 5);
        receive(10, 15);
        assertThat(reception.report(0).lost()).isEqualTo(5);
        receive(5, 10);
        ReportBlock after = reception.report(0);
        assertThat(after.lost()).isZero();
        assertThat(after.fractionLost()).isZero();
    }

    @Test
    void duplicatesMakeTheLossNegative() {
        receive(0, 5);
        receive(0, 5);
        assertThat(reception.report(0).lost()).isEqualTo(-5);
    }

    @Test
    void theHighestSequenceCountsCycles() {
        receive(65_530, 65_540);
        assertThat(reception.report(0).highestSequence()).isEqualTo(0x1_0003);
    }

    @Test
    void whatCannotBeToldInItsBitsIsAsMuchAsCan() {
        for (int leap = 0; leap < 5000; leap++) {
            receive(2999 * leap, 2999 * leap + 1);
        }
        ReportBlock report = reception.report(0);
        assertThat(report.lost()).isEqualTo(0x7f_ffff);
        assertThat(report.fractionLost()).isEqualTo(255);
    }

    @Test
    void theLastSenderReportIsRepeatedWithItsAge() {
        receive(0, 1);
        assertThat(reception.report(99).lastReport()).isZero();
        assertThat(reception.report(99).delay()).isZero();

        NtpTime time = new NtpTime(0x11112222_33334444L);
        reception.on(new SenderReport(0x1234, time, 0, 0, 0, List.of()), 1_000);
        ReportBlock report = reception.report(1_000 + Duration.ofMillis(2500).toNanos());
        assertThat(report.lastReport()).isEqualTo(0x22223333L);
        assertThat(report.delay()).isEqualTo(2 * 65_536 + 32_768);
        assertThat(reception.report(1_000 + Duration.ofDays(2).toNanos()).delay())
                .isEqualTo(0xffff_ffffL);
    }

    @Test
    void onlyASourceThatWasHeardSinceIsNews() {
        assertThat(reception.isNews()).isFalse();
        receive(0, 3);
        assertThat(reception.isNews()).isTrue();
        reception.report(0);
        assertThat(reception.isNews()).isFalse();
    }

    @Test
    void aRestartKeepsWhatWasLostBefore() {
        receive(0, 10);
        receive(12, 20);
        receive(40_000, 40_010);
        ReportBlock report = reception.report(0);
        assertThat(report.lost()).isEqualTo(2);
        assertThat(report.highestSequence()).isEqualTo(40_009);
    }
}
