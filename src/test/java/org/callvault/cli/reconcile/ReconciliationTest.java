package org.callvault.cli.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReconciliationTest {
    private static final Instant NINE = Instant.parse("2026-11-02T09:00:00Z");
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Terms TERMS =
            new Terms(Duration.ofSeconds(5), Duration.ofMinutes(2), Duration.ofMinutes(15), false);

    private static CallRecord record(Instant start, String caller, String... identifiers) {
        return new CallRecord(1, "", start, MINUTE, Set.of(identifiers), caller, "", "");
    }

    private static KeptCall kept(String id, Instant start, String caller, String... identifiers) {
        return new KeptCall(
                id,
                "complete",
                start,
                start.plus(MINUTE),
                Set.of(identifiers),
                Set.of(caller),
                Duration.ZERO,
                Duration.ZERO);
    }

    private static Map<Outcome.Kind, Integer> counted(Iterator<CallRecord> records, Iterator<KeptCall> kept)
            throws IOException {
        Map<Outcome.Kind, Integer> counts = new EnumMap<>(Outcome.Kind.class);
        Reconciliation.run(records, kept, TERMS, outcome -> counts.merge(outcome.kind(), 1, Integer::sum));
        return counts;
    }

    @Test
    void anIdentifierOfALaterLookedAtRecordComesBeforeNumbers() throws IOException {
        // Newest first: the one without an identifier is seen before the one to which the recording belongs.
        List<CallRecord> records =
                List.of(record(NINE.plusSeconds(30), "49301234567"), record(NINE, "49301234567", "ucid"));
        List<KeptCall> kept = List.of(kept("a", NINE.plusSeconds(29), "49301234567", "ucid"));
        assertThat(counted(records.iterator(), kept.iterator()))
                .containsOnly(Map.entry(Outcome.Kind.MATCHED, 1), Map.entry(Outcome.Kind.LOST, 1));
    }

    @Test
    void anIdentifierJoinsNothingThatBeganHoursApart() throws IOException {
        List<CallRecord> records = List.of(record(NINE, "", "ucid"));
        List<KeptCall> kept = List.of(kept("a", NINE.minus(Duration.ofHours(3)), "1", "ucid"));
        assertThat(counted(records.iterator(), kept.iterator()))
                .containsOnly(Map.entry(Outcome.Kind.EXTRA, 1), Map.entry(Outcome.Kind.LOST, 1));
    }

    @Test
    void theNearestOfSeveralIsTakenWhereClocksCanTellThemApart() throws IOException {
        List<CallRecord> records = List.of(record(NINE, "49301234567"));
        List<KeptCall> kept = List.of(
                kept("b", NINE.plusSeconds(60), "01234567"),
                kept("a", NINE.plusSeconds(1), "+49301234567".substring(1)));
        assertThat(counted(records.iterator(), kept.iterator()))
                .containsOnly(Map.entry(Outcome.Kind.EXTRA, 1), Map.entry(Outcome.Kind.MATCHED, 1));
    }

    @Test
    void oneRecordingServesTheLegsOfATransferredCall() throws IOException {
        List<CallRecord> records = List.of(record(NINE.plusSeconds(30), "", "ucid"), record(NINE, "", "ucid"));
        assertThat(counted(
                        records.iterator(),
                        List.of(kept("a", NINE, "1", "ucid")).iterator()))
                .containsOnly(Map.entry(Outcome.Kind.MATCHED, 2));
    }

    @Test
    void aDayOfCallsIsJoinedWhileFewAreHeld() throws IOException {
        int calls = 50_000;
        Iterator<CallRecord> records = IntStream.range(0, calls)
                .filter(number -> number % 1000 != 1)
                .mapToObj(number -> record(at(number), "", "call-" + number))
                .iterator();
        Iterator<KeptCall> kept = IntStream.range(0, calls)
                .filter(number -> number % 500 != 2)
                .mapToObj(number -> kept("k" + number, at(number).plusSeconds(3), "1", "call-" + number))
                .iterator();
        assertThat(counted(records, kept))
                .containsOnly(
                        Map.entry(Outcome.Kind.MATCHED, calls - 50 - 100),
                        Map.entry(Outcome.Kind.EXTRA, 50),
                        Map.entry(Outcome.Kind.LOST, 100));
    }

    private static Instant at(int number) {
        return NINE.minusMillis(1700L * number);
    }
}
