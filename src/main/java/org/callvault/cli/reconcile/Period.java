package org.callvault.cli.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Outcomes counted over time, in steps that make no more than some fifty of the whole. */
final class Period {
    private static final int MOST_STEPS = 50;
    private static final List<Duration> STEPS = List.of(
            Duration.ofMinutes(5),
            Duration.ofMinutes(15),
            Duration.ofHours(1),
            Duration.ofHours(6),
            Duration.ofDays(1),
            Duration.ofDays(7),
            Duration.ofDays(30),
            Duration.ofDays(365));

    private final Instant from;
    private final Instant to;
    private final Duration step;
    private final Map<Instant, Map<Outcome.Kind, Long>> counts = new TreeMap<>();

    Period(Instant from, Instant to) {
        this.from = from;
        this.to = to;
        Duration whole = Duration.between(from, to);
        this.step = STEPS.stream()
                .filter(each -> whole.dividedBy(each) < MOST_STEPS)
                .findFirst()
                .orElse(STEPS.getLast());
        for (Instant at = start(from); at.isBefore(to); at = at.plus(step)) {
            counts.put(at, new EnumMap<>(Outcome.Kind.class));
        }
    }

    private Instant start(Instant at) {
        return Instant.ofEpochSecond(Math.floorDiv(at.getEpochSecond(), step.toSeconds()) * step.toSeconds());
    }

    void count(Outcome.Kind kind, Instant at) {
        counts.computeIfAbsent(start(at), none -> new EnumMap<>(Outcome.Kind.class))
                .merge(kind, 1L, Long::sum);
    }

    Instant from() {
        return from;
    }

    Instant to() {
        return to;
    }

    Duration step() {
        return step;
    }

    /** By the beginning of each step. */
    Map<Instant, Map<Outcome.Kind, Long>> counts() {
        return counts;
    }
}
