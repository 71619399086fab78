package org.callvault.recording.retention;

import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.retention.Outcome.Affected;
import org.callvault.recording.retention.Outcome.Done;
import org.callvault.recording.retention.Outcome.Refused;
import org.callvault.recording.retention.Outcome.Why;
import org.callvault.security.audit.AuditTrail;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** Places and releases holds, recording by recording. */
final class HoldOrders {
    private final Catalog catalog;
    private final AuditTrail audit;
    private final InstantSource clock;

    HoldOrders(Catalog catalog, AuditTrail audit, InstantSource clock) {
        this.catalog = catalog;
        this.audit = audit;
        this.clock = clock;
    }

    /** Places a hold, also on calls that live; on what is found now, not on what comes later. */
    Outcome place(Target target, String label, Order order) throws IOException {
        List<RecordingId> found = Targets.find(catalog, target);
        Optional<Outcome> refused = Targets.refused(found);
        if (refused.isPresent()) {
            return refused.get();
        }
        audit.keep(order.event("recording.hold", Order.ASKED)
                .with("label", label)
                .with("recordings", Integer.toString(found.size())));
        Hold hold = new Hold(label, order.reason(), order.actor(), clock.instant());
        List<Affected> results = new ArrayList<>();
        for (RecordingId id : found) {
            Affected result = catalog.change(handle -> hold(handle, id, hold));
            audit.keep(order.event("recording.hold", result.result())
                    .with("label", label)
                    .with("recording", id.value()));
            results.add(result);
        }
        return target instanceof Target.One ? alone(results.getFirst()) : new Done(results);
    }

    private static Affected hold(Handle handle, RecordingId id, Hold hold) {
        Optional<KeptRow> row = KeptRow.locked(handle, id);
        if (row.isEmpty()) {
            return new Affected(id.value(), "unknown", "there is no recording with that id");
        }
        if (row.get().entry().state().isRemoved()) {
            return new Affected(id.value(), "gone", "it is too late: the recording is being removed, or is gone");
        }
        return new Affected(id.value(), Holds.place(handle, id, hold) ? "held" : "held already", "");
    }

    /** Of one recording what stands against it is the answer. */
    private static Outcome alone(Affected result) {
        return switch (result.result()) {
            case "unknown" -> new Refused(Why.UNKNOWN, result.detail());
            case "gone" -> new Refused(Why.CONFLICT, result.detail());
            default -> new Done(List.of(result));
        };
    }

    /** From one recording or, where none is named, from all. */
    List<Affected> release(Optional<RecordingId> recording, String label, Order order, @Nullable String approval)
            throws IOException {
        List<Affected> results = new ArrayList<>();
        List<RecordingId> found;
        do {
            found = recording
                    .map(List::of)
                    .orElseGet(() -> catalog.ask(handle -> Holds.labelled(handle, label, Targets.MOST)));
            for (RecordingId id : found) {
                boolean was = catalog.change(handle -> Holds.release(handle, id, label));
                audit.keep(order.event("recording.release", was ? Order.DONE : "not held")
                        .with("label", label)
                        .with("recording", id.value())
                        .with("approval", approval));
                results.add(new Affected(id.value(), was ? "released" : "not held", ""));
            }
        } while (recording.isEmpty() && !found.isEmpty());
        return results;
    }
}
