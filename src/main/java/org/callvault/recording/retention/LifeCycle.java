package org.callvault.recording.retention;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.catalog.RecordingState;
import org.callvault.recording.catalog.RetainUntil;
import org.callvault.recording.retention.Outcome.Affected;
import org.callvault.recording.retention.Outcome.Approving;
import org.callvault.recording.retention.Outcome.Done;
import org.callvault.recording.retention.Outcome.Refused;
import org.callvault.recording.retention.Outcome.Why;
import org.callvault.security.audit.AuditEvent;
import org.callvault.security.audit.AuditTrail;
import org.jdbi.v3.core.Handle;

/**
 * What people do to kept recordings: holds, longer and shorter times, erasure, and the second person's word. The audit has
 * on disk what is asked before it is done, and what came of it before the answer. Each command may be given again: what is so
 * already stays so. All calls block; they throw IOException where the audit cannot be written, and then nothing was done or,
 * where it was done, the answer does not say so.
 */
public final class LifeCycle {
    private final Catalog catalog;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final boolean releaseNeedsSecond;
    private final Runnable wake;
    private final Erasures erasures;
    private final HoldOrders holds;
    private final Decisions decisions;

    /**
     * A node's life cycle.
     *
     * @param releaseNeedsSecond whether a second person has to agree to the release of a hold
     * @param wake told when there is something to remove
     */
    public LifeCycle(
            Catalog catalog, AuditTrail audit, InstantSource clock, boolean releaseNeedsSecond, Runnable wake) {
        this.catalog = catalog;
        this.audit = audit;
        this.clock = clock;
        this.releaseNeedsSecond = releaseNeedsSecond;
        this.wake = wake;
        this.erasures = new Erasures(catalog, audit, clock);
        this.holds = new HoldOrders(catalog, audit, clock);
        this.decisions = new Decisions(catalog, audit, clock);
    }

    /** The holds on a recording, the oldest first. */
    public List<Hold> holds(RecordingId id) {
        return catalog.ask(handle -> Holds.of(handle, id));
    }

    /** How long a recording is kept; empty where there is none, or it is not finished. */
    public Optional<RetainUntil> retention(RecordingId id) {
        return catalog.ask(handle -> KeptRow.find(handle, id)
                .filter(row -> row.entry().state().isKept())
                .map(KeptRow::retain));
    }

    /** What waits for a second person, the oldest first; at most 200. */
    public List<Approval> waiting() {
        return catalog.ask(handle -> Approvals.in(handle, Approval.State.WAITING));
    }

    public Optional<Approval> approval(String id) {
        return catalog.ask(handle -> Approvals.find(handle, id));
    }

    /** Places a hold, also on calls that live; on what is found now, not on what comes later. */
    public Outcome hold(Target target, String label, Order order) throws IOException {
        return holds.place(target, label, order);
    }

    /** Releases a hold from one recording or, where none is named, from all. */
    public Outcome release(Optional<RecordingId> recording, String label, Order order) throws IOException {
        ObjectNode subject = JsonNodeFactory.instance.objectNode().put("label", label);
        recording.ifPresent(id -> subject.put("recording", id.value()));
        audit.keep(order.event("recording.release", Order.ASKED)
                .with("label", label)
                .with("recording", recording.map(RecordingId::value).orElse(null)));
        return releaseNeedsSecond
                ? ask(Approval.Action.RELEASE, subject, order)
                : new Done(holds.release(recording, label, order, null));
    }

    /**
     * Keeps a recording longer at once, or shorter when a second person agrees.
     *
     * @param until empty for ever
     */
    public Outcome retain(RecordingId id, Optional<Instant> until, Order order) throws IOException {
        RetainUntil wanted = new RetainUntil(until.map(RetentionTimes::rounded), "by hand");
        audit.keep(order.event("recording.retain", Order.ASKED)
                .with("recording", id.value())
                .with("until", shown(wanted)));
        Optional<Outcome> alone = catalog.change(handle -> retain(handle, id, wanted));
        if (alone.isEmpty()) {
            ObjectNode subject = JsonNodeFactory.instance.objectNode().put("recording", id.value());
            return ask(Approval.Action.SHORTEN, subject.put("until", shown(wanted)), order);
        }
        audit.keep(order.event("recording.retain", alone.get().word())
                .with("recording", id.value())
                .with("until", shown(wanted)));
        return alone.get();
    }

    /** Empty where one person is not enough. */
    private static Optional<Outcome> retain(Handle handle, RecordingId id, RetainUntil wanted) {
        Optional<KeptRow> row = KeptRow.locked(handle, id);
        if (row.isEmpty()) {
            return Optional.of(new Refused(Why.UNKNOWN, "there is no recording with that id"));
        }
        RecordingState state = row.get().entry().state();
        if (!state.isKept()) {
            return Optional.of(new Refused(
                    Why.CONFLICT,
                    state.isRemoved()
                            ? "it is too late: the recording is being removed, or is gone"
                            : "the call lives or is being finished: its time is fixed when the recording is kept"));
        }
        RetainUntil now = row.get().retain();
        if (now.until().equals(wanted.until())) {
            return Optional.of(new Done(List.of(new Affected(id.value(), "kept so already", ""))));
        }
        if (!wanted.isLonger(now)) {
            return Optional.empty();
        }
        KeptRow.retain(handle, id, wanted);
        return Optional.of(new Done(List.of(new Affected(id.value(), "extended", ""))));
    }

    /** Asks for an erasure: a second person has to agree. What is held or lives is refused at once. */
    public Outcome erase(Target target, Order order) throws IOException {
        List<RecordingId> found = Targets.toErase(catalog, target);
        Optional<Outcome> refused = Targets.refused(found);
        if (refused.isEmpty() && target instanceof Target.One(RecordingId id)) {
            refused = erasures.obstacle(id).map(LifeCycle::obstacle);
        }
        // Who is to be forgotten must not be remembered by the audit.
        AuditEvent event = order.event(
                        "recording.erase", refused.map(Outcome::word).orElse(Order.ASKED))
                .with("recordings", Integer.toString(found.size()))
                .with("recording", target instanceof Target.One(RecordingId id) ? id.value() : null);
        audit.keep(event);
        return refused.isPresent() ? refused.get() : ask(Approval.Action.ERASE, target.json(), order);
    }

    private static Outcome obstacle(Affected obstacle) {
        boolean unknown = obstacle.result().equals("unknown");
        if (obstacle.result().equals("gone")) {
            return new Done(List.of(obstacle));
        }
        return new Refused(
                unknown ? Why.UNKNOWN : Why.CONFLICT,
                obstacle.result().equals("held")
                        ? "the recording is " + obstacle.detail() + "; a hold beats erasure: release it first"
                        : obstacle.detail());
    }

    private Outcome ask(Approval.Action action, JsonNode subject, Order order) throws IOException {
        Approval asked = new Approval(
                UUID.randomUUID().toString(),
                action,
                subject,
                order.reason(),
                order.actor(),
                clock.instant(),
                Approval.State.WAITING,
                null,
                null);
        Approval waiting = catalog.change(handle -> Approvals.ask(handle, asked));
        audit.keep(order.event("approval.ask", "waiting")
                .with("approval", waiting.id())
                .with("what", action.name()));
        return new Approving(waiting);
    }

    private static String shown(RetainUntil retain) {
        return RetentionTimes.shown(retain.until());
    }

    /** A second person's word on what waits. */
    public Outcome decide(String id, boolean agreed, Order order) throws IOException {
        Outcome outcome = decisions.decide(id, agreed, order);
        wake.run();
        return outcome;
    }
}
