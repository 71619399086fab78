package org.callvault.recording.retention;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.callvault.alarm.Alarm.Severity;
import org.callvault.alarm.Alarms;
import org.callvault.config.retention.Retention;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.catalog.RetainUntil;
import org.callvault.recording.retention.rule.RetentionRules;
import org.callvault.security.audit.AuditEvent;
import org.callvault.security.audit.AuditLine;
import org.callvault.security.audit.AuditTrail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after kept recordings by itself: carries out what was decided before a stop, extends what new rules keep longer,
 * sends on their way those whose time is over, and removes all that is on its way. A thread of its own does it, in batches.
 */
public final class Custodian implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Custodian.class);
    private static final String ALARM = "retention";
    private static final String NO_ID = "";

    private final Catalog catalog;
    private final AuditTrail audit;
    private final Retention settings;
    private final Decisions decisions;
    private final Erasures erasures;
    private final Remover remover;
    private final ClockMark clock;
    private final Alarms alarms;
    private final String rulesMark;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread made = new Thread(work, "custodian");
        made.setDaemon(true);
        return made;
    });

    Custodian(Remover.Parts parts, Retention settings, ClockMark clock, Alarms alarms) {
        this.catalog = parts.catalog();
        this.audit = parts.audit();
        this.settings = settings;
        this.decisions = new Decisions(catalog, audit, parts.clock());
        this.erasures = new Erasures(catalog, audit, parts.clock());
        this.remover = new Remover(parts);
        this.clock = clock;
        this.alarms = alarms;
        this.rulesMark = "rules " + catalog.node().orElse("");
    }

    /** Looks now, and then as often as the settings say. */
    void start() {
        if (settings.keepsAllForever()) {
            LOG.info("recordings are kept for ever: name retention.rules or retention.default to have them removed");
        }
        var _ = thread.scheduleWithFixedDelay(this::look, 0, settings.every().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Removes what was decided on just now. */
    void wake() {
        soon(this::remove);
    }

    /** Does not wait for the next time. */
    void lookAgain() {
        soon(this::look);
    }

    private void soon(Runnable work) {
        try {
            thread.execute(work);
        } catch (RejectedExecutionException stopping) {
            LOG.atDebug().log("what is left is removed after the next start");
        }
    }

    private void look() {
        try {
            decisions.resume();
            extend();
            remove();
            Optional<Instant> now = clock.believed();
            if (now.isPresent()) {
                expire(now.get());
            }
        } catch (IOException | RuntimeException e) {
            failed(e);
        }
    }

    private void remove() {
        try {
            remover.run(settings.batch()).ifPresentOrElse(this::failed, () -> alarms.clear(ALARM));
        } catch (RuntimeException e) {
            failed(e);
        }
    }

    private void failed(Exception e) {
        LOG.atWarn().setCause(e).log("the life cycle of recordings waits");
        alarms.raise(ALARM, Severity.WARNING, "recordings that are due cannot be removed now: " + e.getMessage());
    }

    private void expire(Instant now) throws IOException {
        List<RecordingId> due;
        int begun;
        do {
            due = catalog.ask(handle -> DueRows.due(handle, catalog.node(), now, settings.batch()));
            begun = 0;
            for (RecordingId id : due) {
                begun += erasures.expire(id, now) ? 1 : 0;
            }
            if (begun > 0) {
                LOG.atInfo().addKeyValue("recordings", begun).log("the time of recordings is over");
                remove();
            }
        } while (begun > 0 && due.size() == settings.batch() && !thread.isShutdown());
    }

    /** Rules that were changed keep longer what is kept already, and never shorter; nor against what two persons agreed on. */
    private void extend() throws IOException {
        String rules = AuditLine.hash((settings.rules() + " " + settings.otherwise()).getBytes(StandardCharsets.UTF_8));
        Optional<DueRows.Mark> applied = catalog.ask(handle -> DueRows.mark(handle, rulesMark));
        if (applied.filter(mark -> mark.text().equals(rules)).isPresent()) {
            return;
        }
        if (applied.isPresent()) {
            walk(new RetentionRules(settings));
        }
        catalog.change(handle -> {
            DueRows.remember(handle, rulesMark, new DueRows.Mark(DueRows.now(handle), rules));
            return rules;
        });
    }

    private void walk(RetentionRules rules) throws IOException {
        String after = NO_ID;
        List<KeptRow> rows;
        int extended = 0;
        do {
            String from = after;
            rows = catalog.ask(handle -> DueRows.kept(handle, catalog.node(), from, settings.batch()));
            for (KeptRow row : rows) {
                after = row.id().value();
                extended += extend(row.id(), rules.of(row.entry())) ? 1 : 0;
            }
        } while (rows.size() == settings.batch() && !thread.isShutdown());
        LOG.atInfo()
                .addKeyValue("recordings", extended)
                .log("the rules of retention were changed, and keep these longer");
    }

    private boolean extend(RecordingId id, RetainUntil wanted) throws IOException {
        boolean longer = catalog.change(handle -> {
            Optional<KeptRow> row = KeptRow.locked(handle, id)
                    .filter(each -> each.entry().state().isKept() && each.fixed())
                    .filter(each -> !each.retain().rule().equals(Decisions.APPROVED_BY_HAND))
                    .filter(each -> wanted.isLonger(each.retain()));
            row.ifPresent(each -> KeptRow.retain(handle, id, wanted));
            return row.isPresent();
        });
        if (longer) {
            audit.keep(AuditEvent.of("recording.retain", "extended")
                    .with("recording", id.value())
                    .with("rule", wanted.rule())
                    .with("until", RetentionTimes.shown(wanted.until())));
        }
        return longer;
    }

    /** What is left is done after the next start. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(10, TimeUnit.SECONDS)) {
                LOG.warn("recordings were still being removed; that goes on after the next start");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
