package org.callvault.recording.retention.rule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.callvault.config.retention.KeepFor;
import org.callvault.config.retention.Retention;
import org.callvault.config.retention.RetentionRule;
import org.callvault.recording.RecordingDescription.Participant;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.CatalogEntry;
import org.callvault.recording.catalog.RecordingState;
import org.callvault.recording.catalog.RetainUntil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetentionRulesTest {
    private static final Instant END = Instant.parse("2024-02-29T10:00:00Z");

    private static RetentionRule rule(
            String name, List<String> trunks, List<String> people, List<String> numbers, List<String> flags) {
        return new RetentionRule(
                name, trunks, people, numbers, flags, Optional.empty(), Optional.empty(), KeepFor.parse("5 years"));
    }

    private static final List<RetentionRule> RULES = List.of(
            new RetentionRule(
                    "short",
                    List.of(),
                    List.of(),
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.of(Duration.ofSeconds(10)),
                    KeepFor.parse("30 days")),
            rule("trading", List.of("frankfurt"), List.of("*@desk.example.com"), List.of(), List.of()),
            rule("germany", List.of(), List.of(), List.of("+49 69*"), List.of()),
            rule("flagged", List.of(), List.of(), List.of(), List.of("metadata_missing")));

    private static RetainUntil decided(String trunk, String aor, String flag, int seconds) {
        CatalogEntry entry = new CatalogEntry(
                new RecordingId("01980000-0000-7000-8000-000000000001"),
                "call",
                RecordingState.COMPLETE,
                "node-1",
                "sbc",
                END.minusSeconds(seconds),
                END,
                Duration.ofSeconds(seconds),
                "bye",
                List.of(new Participant("p", aor, "Alice")),
                flag.isEmpty() ? List.of() : List.of(flag),
                2,
                true,
                null,
                null,
                trunk,
                List.of());
        return new RetentionRules(new Retention(
                        RULES, KeepFor.FOREVER, Duration.ofHours(1), 100, Duration.ofDays(7), true, false))
                .of(entry);
    }

    @ParameterizedTest
    @CsvSource({
        "frankfurt, sip:ada@desk.example.com, '', 60, trading",
        "frankfurt, SIP:ADA@DESK.EXAMPLE.COM, '', 60, trading",
        "paris, sip:ada@desk.example.com, '', 60, default",
        "frankfurt, sip:ada@desk.example.com.evil, '', 60, default",
        "frankfurt, sip:ada@desk.example.com, '', 10, short",
        "paris, sip:+4969123@sbc, '', 60, germany",
        "paris, tel:+49-69-123, '', 60, germany",
        "paris, sip:+4930123@sbc, metadata_missing, 60, flagged",
        "paris, sip:bob@sbc, '', 60, default"
    })
    void theFirstRuleThatFitsCounts(String trunk, String aor, String flag, int seconds, String rule) {
        assertThat(decided(trunk, aor, flag, seconds).rule()).isEqualTo(rule);
    }

    @Test
    void periodsAreOfTheCalendarAndForeverHasNoEnd() {
        assertThat(decided("paris", "sip:+4969123@sbc", "", 60).until())
                .contains(Instant.parse("2029-02-28T10:00:00Z"));
        assertThat(decided("paris", "sip:bob@sbc", "", 60).until()).isEmpty();
        assertThat(decided("paris", "sip:bob@sbc", "", 5).until()).contains(END.plus(Duration.ofDays(30)));
    }

    @ParameterizedTest
    @CsvSource({"5", "years", "0 days", "-1 years", "5 centuries", "99999 days", "''"})
    void whatIsNoPeriodIsRefusedWithWhatMayStandThere(String text) {
        assertThatThrownBy(() -> KeepFor.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("5 years");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-23T10:00:00Z, 2026-11-24T10:00:00Z, 2026-11-24T10:00:05Z, true",
        "2026-11-23T10:00:00Z, 2031-11-24T10:00:00Z, 2031-11-24T10:00:00Z, false",
        "2026-11-23T10:00:00Z, 2026-11-24T10:00:00Z, 2031-11-24T10:00:00Z, false",
        "2026-11-23T10:00:00Z, 2031-11-24T10:00:00Z, 2026-11-24T10:00:00Z, false",
        "2026-11-23T10:00:00Z, 2020-11-24T10:00:00Z, 2020-11-24T10:00:00Z, true"
    })
    void aClockThatJumpsForwardIsNotBelieved(Instant mark, Instant database, Instant node, boolean believed) {
        ClockGuard.Verdict verdict = ClockGuard.judge(mark, database, node, Duration.ofDays(7));
        assertThat(verdict instanceof ClockGuard.Believed).isEqualTo(believed);
    }

    @Test
    void aPatternOfManyStarsTakesNoTime() {
        assertThat(Glob.fits("*a".repeat(100) + "b", "a".repeat(5000))).isFalse();
        assertThat(Glob.fits("*", "")).isTrue();
        assertThat(Glob.fits("?", "")).isFalse();
    }
}
