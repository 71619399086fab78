package org.callvault.recording.retention;

import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.catalog.RetainUntil;
import org.callvault.recording.retention.Outcome.Affected;
import org.callvault.recording.retention.Outcome.Approving;
import org.callvault.recording.retention.Outcome.Done;
import org.callvault.recording.retention.Outcome.Refused;
import org.callvault.recording.retention.Outcome.Why;
import org.callvault.security.audit.AuditTrail;
import org.jdbi.v3.core.Handle;

/** The second person's word, and what follows from it; also after a stop in between. */
final class Decisions {
    static final String APPROVED_BY_HAND = "by hand, approved";

    private final Catalog catalog;
    private final AuditTrail audit;
    private final InstantSource clock;
    private final HoldOrders holds;
    private final Erasures erasures;

    Decisions(Catalog catalog, AuditTrail audit, InstantSource clock) {
        this.catalog = catalog;
        this.audit = audit;
        this.clock = clock;
        this.holds = new HoldOrders(catalog, audit, clock);
        this.erasures = new Erasures(catalog, audit, clock);
    }

    /** A second person's word on what waits. */
    Outcome decide(String id, boolean agreed, Order order) throws IOException {
        audit.keep(order.event("approval.decide", agreed ? "agrees" : "refuses").with("approval", id));
        Outcome outcome = catalog.change(handle -> decide(handle, id, agreed, order));
        audit.keep(order.event("approval.decide", outcome.word()).with("approval", id));
        if (outcome instanceof Approving(Approval approval) && approval.state() == Approval.State.APPROVED) {
            return new Done(carryOut(approval));
        }
        return outcome;
    }

    private Outcome decide(Handle handle, String id, boolean agreed, Order order) {
        Optional<Approval> found = Approvals.locked(handle, id);
        if (found.isEmpty()) {
            return new Refused(Why.UNKNOWN, "nothing with that id waits for a second person");
        }
        Approval approval = found.get();
        if (order.isBy(approval.askedBy()) && agreed) {
            return new Refused(Why.SAME_PERSON, "who asked cannot agree: a second person has to");
        }
        Approval.State wanted = agreed ? Approval.State.APPROVED : Approval.State.REFUSED;
        if (approval.state() == Approval.State.WAITING) {
            Approvals.decide(handle, id, wanted, order.actor(), clock.instant());
        } else if (approval.decidedBy() == null || !order.isBy(approval.decidedBy())) {
            return new Refused(Why.CONFLICT, "it is decided already, by " + approval.decidedBy());
        }
        return new Approving(Approvals.find(handle, id).orElseThrow());
    }

    /** What was agreed on before a stop. */
    void resume() throws IOException {
        for (Approval approval : catalog.ask(handle -> Approvals.in(handle, Approval.State.APPROVED))) {
            carryOut(approval);
        }
    }

    private List<Affected> carryOut(Approval approval) throws IOException {
        return switch (approval.action()) {
            case ERASE -> erasures.carryOut(approval);
            case SHORTEN -> shorten(approval);
            case RELEASE -> released(approval);
        };
    }

    private List<Affected> shorten(Approval approval) throws IOException {
        RecordingId id = new RecordingId(approval.subject().path("recording").asText());
        RetainUntil wanted = new RetainUntil(
                RetentionTimes.parse(approval.subject().path("until").asText()), APPROVED_BY_HAND);
        boolean kept = catalog.change(handle -> {
            boolean is = KeptRow.locked(handle, id)
                    .filter(row -> row.entry().state().isKept())
                    .isPresent();
            if (is) {
                KeptRow.retain(handle, id, wanted);
            }
            Approvals.done(handle, approval.id(), approval.subject());
            return is;
        });
        audit.keep(decider(approval)
                .event("recording.retain", kept ? Order.DONE : "gone")
                .with("recording", id.value())
                .with("until", RetentionTimes.shown(wanted.until()))
                .with("approval", approval.id()));
        return List.of(new Affected(id.value(), kept ? "shortened" : "gone", ""));
    }

    private List<Affected> released(Approval approval) throws IOException {
        Optional<RecordingId> recording = Optional.of(
                        approval.subject().path("recording").asText())
                .filter(id -> !id.isEmpty())
                .map(RecordingId::new);
        List<Affected> results =
                holds.release(recording, approval.subject().path("label").asText(), decider(approval), approval.id());
        catalog.change(handle -> {
            Approvals.done(handle, approval.id(), approval.subject());
            return results;
        });
        return results;
    }

    private static Order decider(Approval approval) {
        return new Order(String.valueOf(approval.decidedBy()), approval.reason());
    }
}
