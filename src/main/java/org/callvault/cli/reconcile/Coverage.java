package org.callvault.cli.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/**
 * What several recordings hold of one call together.
 *
 * @param recorded from the beginning to the end of each, what overlaps once
 * @param missing in them
 * @param paused in them
 * @param heard what remains
 */
record Coverage(Duration recorded, Duration missing, Duration paused, Duration heard) {
    static Coverage of(List<KeptCall> calls, boolean countPauses) {
        Duration missing = sum(calls.stream().map(KeptCall::missing).toList());
        Duration paused = sum(calls.stream().map(KeptCall::paused).toList());
        Duration recorded = union(calls);
        Duration heard = recorded.minus(missing);
        if (countPauses) {
            heard = heard.minus(paused);
        }
        return new Coverage(recorded, missing, paused, heard.isNegative() ? Duration.ZERO : heard);
    }

    private static Duration sum(List<Duration> durations) {
        return durations.stream().reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration union(List<KeptCall> calls) {
        Duration all = Duration.ZERO;
        Instant until = Instant.MIN;
        for (KeptCall call :
                calls.stream().sorted(Comparator.comparing(KeptCall::start)).toList()) {
            Instant from = call.start().isAfter(until) ? call.start() : until;
            if (call.end().isAfter(from)) {
                all = all.plus(Duration.between(from, call.end()));
                until = call.end();
            }
        }
        return all;
    }

    /** In words, for a call that lasted so long. */
    String why(Duration lasted) {
        String text = "recorded " + seconds(recorded) + " of " + seconds(lasted);
        if (!missing.isZero()) {
            text += ", of which " + seconds(missing) + " were not received of at least one side";
        }
        if (!paused.isZero()) {
            text += ", paused " + seconds(paused);
        }
        return text;
    }

    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? duration.toSeconds() + " s"
                : "%.1f s".formatted(duration.toMillis() / 1000.0);
    }
}
