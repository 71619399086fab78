package org.callvault.recording.retention;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.callvault.alarm.Alarm.Severity;
import org.callvault.alarm.Alarms;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.retention.rule.ClockGuard;
import org.callvault.security.audit.AuditTrail;

/** The latest time that was believed, kept in the catalog from look to look. */
public final class ClockMark {
    private static final String NAME = "clock";
    private static final String ALARM = "retention.clock";

    private final Catalog catalog;
    private final InstantSource clock;
    private final Duration maxJump;
    private final Alarms alarms;

    public ClockMark(Catalog catalog, InstantSource clock, Duration maxJump, Alarms alarms) {
        this.catalog = catalog;
        this.clock = clock;
        this.maxJump = maxJump;
        this.alarms = alarms;
    }

    /** The time up to which recordings are due; empty, and an alarm, where the clock is not believed. */
    Optional<Instant> believed() {
        Instant database = catalog.ask(DueRows::now);
        Instant node = clock.instant();
        Instant earlier = database.isBefore(node) ? database : node;
        Instant mark = catalog.ask(handle -> DueRows.mark(handle, NAME))
                .map(DueRows.Mark::seen)
                .orElse(earlier);
        return switch (ClockGuard.judge(mark, database, node, maxJump)) {
            case ClockGuard.Believed(Instant now) -> {
                alarms.clear(ALARM);
                remember(now.isAfter(mark) ? now : mark);
                yield Optional.of(now);
            }
            case ClockGuard.Doubted(String why) -> {
                alarms.raise(ALARM, Severity.CRITICAL, "no recording is removed: " + why);
                yield Optional.empty();
            }
        };
    }

    /** A person says that it is as late as the clock says; the next look believes it. */
    public void confirm(Order order, AuditTrail audit) throws IOException {
        Instant now = catalog.ask(DueRows::now);
        audit.keep(order.event("retention.confirm-clock", Order.DONE).with("clock", now.toString()));
        remember(now);
    }

    private void remember(Instant seen) {
        catalog.change(handle -> {
            DueRows.remember(handle, NAME, new DueRows.Mark(seen, ""));
            return seen;
        });
    }
}
