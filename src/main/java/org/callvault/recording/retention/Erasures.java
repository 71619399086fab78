package org.callvault.recording.retention;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.catalog.RecordingState;
import org.callvault.recording.retention.Outcome.Affected;
import org.callvault.security.audit.AuditEvent;
import org.callvault.security.audit.AuditTrail;
import org.jdbi.v3.core.Handle;

/** Decides, recording by recording, whether it may go, and sets it on its way. {@link Remover} does the rest. */
final class Erasures {
    private final Catalog catalog;
    private final AuditTrail audit;
    private final InstantSource clock;

    Erasures(Catalog catalog, AuditTrail audit, InstantSource clock) {
        this.catalog = catalog;
        this.audit = audit;
        this.clock = clock;
    }

    /** Why a recording cannot be erased now; empty where it can. */
    Optional<Affected> obstacle(RecordingId id) {
        return catalog.ask(handle -> obstacle(handle, id, KeptRow.find(handle, id)));
    }

    private static Optional<Affected> obstacle(Handle handle, RecordingId id, Optional<KeptRow> row) {
        if (row.isEmpty()) {
            return Optional.of(new Affected(id.value(), "unknown", "there is no recording with that id"));
        }
        RecordingState state = row.get().entry().state();
        if (state.isRemoved()) {
            return Optional.of(new Affected(
                    id.value(), "gone", state == RecordingState.REMOVING ? "it is being removed" : "it is removed"));
        }
        if (!state.isKept()) {
            return Optional.of(new Affected(
                    id.value(), "live", "the call lives or is being finished: ask again when the recording is kept"));
        }
        List<Hold> holds = Holds.of(handle, id);
        return holds.isEmpty()
                ? Optional.empty()
                : Optional.of(new Affected(
                        id.value(),
                        "held",
                        "held by "
                                + holds.stream().map(Hold::label).collect(Collectors.joining("\", \"", "\"", "\""))));
    }

    /**
     * Carries out what two persons agreed on; again after a stop. What cannot go now stays, and the approval tells why.
     *
     * @throws IOException if the audit cannot be written; then the rest waits
     */
    List<Affected> carryOut(Approval approval) throws IOException {
        List<Affected> results = new ArrayList<>();
        for (RecordingId id : Targets.toErase(catalog, Target.of(approval.subject()))) {
            Affected result = catalog.change(handle -> begin(handle, id, approval));
            audit.keep(AuditEvent.of("recording.erase", result.result().equals("erasing") ? "begun" : result.detail())
                    .with("recording", id.value())
                    .with("approval", approval.id())
                    .with("actor", approval.decidedBy()));
            results.add(result);
        }
        catalog.change(handle -> {
            Approvals.done(handle, approval.id(), told(results));
            return results;
        });
        return results;
    }

    private Affected begin(Handle handle, RecordingId id, Approval approval) {
        Optional<KeptRow> row = KeptRow.locked(handle, id);
        Optional<Affected> obstacle = obstacle(handle, id, row);
        if (obstacle.isPresent()) {
            return obstacle.get();
        }
        Removals.begin(
                handle,
                new Removal(
                        id,
                        row.orElseThrow().entry().node(),
                        Removal.Kind.ERASURE,
                        approval.id(),
                        approval.askedBy(),
                        Objects.requireNonNull(approval.decidedBy()),
                        approval.reason(),
                        clock.instant()));
        return new Affected(id.value(), "erasing", "");
    }

    /** Nobody is named in it. */
    private static ObjectNode told(List<Affected> results) {
        ArrayNode recordings = JsonNodeFactory.instance.arrayNode();
        for (Affected each : results) {
            ObjectNode one =
                    recordings.addObject().put("recording", each.recording()).put("result", each.result());
            if (!each.detail().isEmpty()) {
                one.put("detail", each.detail());
            }
        }
        return JsonNodeFactory.instance.objectNode().set("recordings", recordings);
    }

    /** One whose time is over; whether it is on its way. */
    boolean expire(RecordingId id, Instant now) throws IOException {
        Optional<KeptRow> due = catalog.ask(handle -> KeptRow.find(handle, id)).filter(row -> row.isDue(now));
        if (due.isEmpty()) {
            return false;
        }
        audit.keep(AuditEvent.of("recording.expire", "due")
                .with("recording", id.value())
                .with("rule", due.get().retain().rule())
                .with("until", due.get().retain().until().map(Instant::toString).orElse(null)));
        return catalog.change(handle -> {
            Optional<KeptRow> row = KeptRow.locked(handle, id).filter(each -> each.isDue(now));
            if (row.isEmpty() || obstacle(handle, id, row).isPresent()) {
                return false;
            }
            String rule = row.get().retain().rule();
            Removals.begin(
                    handle,
                    new Removal(
                            id,
                            row.get().entry().node(),
                            Removal.Kind.RETENTION,
                            null,
                            "rule " + rule,
                            null,
                            "its time was over",
                            clock.instant()));
            return true;
        });
    }
}
