package org.callvault.cli.reconcile;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Joins call records with recordings, both the newest first, and holds no more of them in memory than lie within the windows.
 * An identifier joins first; who has none, or none that anybody else knows, is joined by numbers and time. That second
 * look waits until no record can claim by its identifier any of the recordings that it looks at.
 */
final class Reconciliation {
    private final Terms terms;
    private final Iterator<KeptCall> recordings;
    private final Results results;
    private final Deque<Candidate> window = new ArrayDeque<>();
    private final Map<String, Set<Candidate>> byIdentifier = new HashMap<>();
    private final Deque<CallRecord> unclaimed = new ArrayDeque<>();
    private Optional<KeptCall> next;

    /** A recording of the window, and whether a record has it. */
    private static final class Candidate {
        private final KeptCall call;
        private boolean claimed;

        Candidate(KeptCall call) {
            this.call = call;
        }
    }

    /** Takes what was found, in no order. */
    interface Results {
        void outcome(Outcome outcome) throws IOException;
    }

    private Reconciliation(Terms terms, Iterator<KeptCall> recordings, Results results) {
        this.terms = terms;
        this.recordings = recordings;
        this.results = results;
        this.next = advance();
    }

    /** Joins all of them; both iterators go from the newest to the oldest. */
    static void run(Iterator<CallRecord> records, Iterator<KeptCall> recordings, Terms terms, Results results)
            throws IOException {
        Reconciliation run = new Reconciliation(terms, recordings, results);
        while (records.hasNext()) {
            run.take(records.next());
        }
        run.finish();
    }

    private Optional<KeptCall> advance() {
        return recordings.hasNext() ? Optional.of(recordings.next()) : Optional.empty();
    }

    private void take(CallRecord record) throws IOException {
        load(record.start().minus(reach()));
        // Nobody from here on reaches, by identifier, what these look at by number.
        secondLook(record.start().plus(terms.identifierWindow()).plus(terms.window()));
        dismiss(record);
        List<Candidate> same = byIdentifier(record);
        if (same.isEmpty()) {
            unclaimed.add(record);
        } else {
            same.forEach(each -> each.claimed = true);
            joined(record, same, "identifier");
        }
    }

    private Duration reach() {
        return terms.identifierWindow().compareTo(terms.window()) > 0 ? terms.identifierWindow() : terms.window();
    }

    private void finish() throws IOException {
        load(Instant.MIN);
        secondLook(Instant.MIN);
        for (Candidate each : window) {
            extra(each);
        }
    }

    /** Recordings that begin then or later. */
    private void load(Instant from) {
        while (next.isPresent() && !next.get().start().isBefore(from)) {
            Candidate candidate = new Candidate(next.get());
            window.add(candidate);
            for (String identifier : candidate.call.identifiers()) {
                byIdentifier
                        .computeIfAbsent(identifier, none -> new LinkedHashSet<>())
                        .add(candidate);
            }
            next = advance();
        }
    }

    /** Recordings that begin too late for this record and for all that wait. */
    private void dismiss(CallRecord record) throws IOException {
        Instant reached = record.start().plus(terms.identifierWindow());
        if (!unclaimed.isEmpty()) {
            Instant waiting = unclaimed.getFirst().start().plus(terms.window());
            reached = waiting.isAfter(reached) ? waiting : reached;
        }
        while (!window.isEmpty() && window.getFirst().call.start().isAfter(reached)) {
            Candidate gone = window.removeFirst();
            for (String identifier : gone.call.identifiers()) {
                byIdentifier.computeIfPresent(identifier, (name, all) -> {
                    all.remove(gone);
                    return all.isEmpty() ? null : all;
                });
            }
            extra(gone);
        }
    }

    private void extra(Candidate candidate) throws IOException {
        if (!candidate.claimed) {
            results.outcome(new Outcome.Extra(candidate.call));
        }
    }

    /** Several, where a call was recorded in pieces; one recording may serve several records of one call. */
    private List<Candidate> byIdentifier(CallRecord record) {
        Set<Candidate> found = new LinkedHashSet<>();
        for (String identifier : record.identifiers()) {
            for (Candidate each : byIdentifier.getOrDefault(identifier, Set.of())) {
                if (isWithin(record, each.call, terms.identifierWindow())) {
                    found.add(each);
                }
            }
        }
        return List.copyOf(found);
    }

    /** A transfer's later legs begin long after the recording did: what overlaps is near too. */
    private static boolean isWithin(CallRecord record, KeptCall call, Duration distance) {
        return apart(record, call).compareTo(distance) <= 0;
    }

    private static Duration apart(CallRecord record, KeptCall call) {
        return Duration.between(record.start(), call.start()).abs();
    }

    /** By numbers and time, for records that begin later than that. */
    private void secondLook(Instant after) throws IOException {
        while (!unclaimed.isEmpty() && unclaimed.getFirst().start().isAfter(after)) {
            CallRecord record = unclaimed.removeFirst();
            List<Candidate> best = byParties(record);
            if (best.isEmpty()) {
                results.outcome(new Outcome.Lost(record));
            } else if (best.size() > 1) {
                best.forEach(each -> each.claimed = true);
                results.outcome(new Outcome.Ambiguous(
                        record, best.stream().map(each -> each.call).toList()));
            } else {
                best.getFirst().claimed = true;
                joined(record, best, "numbers and time");
            }
        }
    }

    /** Those of which most parties fit, and of these the nearest; several where they are as near as clocks can tell. */
    private List<Candidate> byParties(CallRecord record) {
        List<Candidate> best = new ArrayList<>();
        int most = 0;
        for (Candidate each : window) {
            int fitting = each.claimed || !isWithin(record, each.call, terms.window()) ? 0 : fitting(record, each.call);
            if (fitting > most) {
                best.clear();
                most = fitting;
            }
            if (fitting > 0 && fitting == most) {
                best.add(each);
            }
        }
        if (best.size() < 2) {
            return best;
        }
        Duration nearest = best.stream()
                .map(each -> apart(record, each.call))
                .min(Comparator.naturalOrder())
                .orElseThrow();
        Duration asNear = nearest.plus(terms.tolerance());
        best.removeIf(each -> apart(record, each.call).compareTo(asNear) > 0);
        return best;
    }

    private static int fitting(CallRecord record, KeptCall call) {
        Set<String> asked = new HashSet<>(List.of(record.caller(), record.callee(), record.agent()));
        asked.remove("");
        return (int) asked.stream()
                .filter(party -> call.parties().stream().anyMatch(each -> Identifiers.isSameParty(party, each)))
                .count();
    }

    private void joined(CallRecord record, List<Candidate> with, String by) throws IOException {
        List<KeptCall> calls = with.stream().map(each -> each.call).toList();
        Coverage coverage = Coverage.of(calls, terms.countPauses());
        Optional<KeptCall> unfinished =
                calls.stream().filter(call -> !call.isFinished()).findFirst();
        boolean isShort = coverage.heard().plus(terms.tolerance()).compareTo(record.duration()) < 0;
        if (unfinished.isPresent()) {
            String why = "the recording is not finished: its state is \""
                    + unfinished.get().state() + "\"";
            results.outcome(new Outcome.Cut(record, calls, coverage.heard(), by, why));
        } else if (isShort) {
            results.outcome(new Outcome.Cut(record, calls, coverage.heard(), by, coverage.why(record.duration())));
        } else {
            results.outcome(new Outcome.Matched(record, calls, coverage.heard(), by));
        }
    }
}
