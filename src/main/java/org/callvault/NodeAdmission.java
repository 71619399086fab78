package org.callvault;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.callvault.session.signal.SipPeer;
import org.callvault.sip.admission.Admission;
import org.callvault.sip.admission.RateLimit;
import org.callvault.sip.admission.StrangerLimits;

/** Whether this node takes new calls: not while it stops, is full, or is being called too fast. */
final class NodeAdmission implements Admission {
    private static final int RETRY_SECONDS = 10;
    private static final int SOON_SECONDS = 1;

    private final List<Bound> bounds;
    private final RateLimit setups;
    private final StrangerLimits strangers;
    private final LongSupplier nanos;
    private final AtomicBoolean closed = new AtomicBoolean();

    /**
     * Something that there must be enough of, or not too much.
     *
     * @param label of the counter
     * @param reason for operators
     */
    record Bound(String label, String reason, java.util.function.BooleanSupplier reached) {}

    NodeAdmission(List<Bound> bounds, RateLimit setups, StrangerLimits strangers, LongSupplier nanos) {
        this.bounds = List.copyOf(bounds);
        this.setups = setups;
        this.strangers = strangers;
        this.nanos = nanos;
    }

    /** No new call from now on. */
    void close() {
        closed.set(true);
    }

    @Override
    public Optional<Refusal> refuse(SipPeer peer) {
        long now = nanos.getAsLong();
        return full().or(() -> strangers.take(peer.address(), now)
                        ? Optional.empty()
                        : tooFast("stranger_rate", "this address begins calls too fast"))
                .or(() -> setups.take(now) ? Optional.empty() : nodeTooFast());
    }

    @Override
    public Optional<Refusal> probe() {
        return full().or(() -> setups.hasRoom(nanos.getAsLong()) ? Optional.empty() : nodeTooFast());
    }

    /** Why no call is taken, however slowly they come. */
    Optional<Refusal> full() {
        if (closed.get()) {
            return Optional.of(new Refusal(503, "stopping", "the node is stopping", RETRY_SECONDS));
        }
        return bounds.stream()
                .filter(bound -> bound.reached().getAsBoolean())
                .map(bound -> new Refusal(503, bound.label(), bound.reason(), RETRY_SECONDS))
                .findFirst();
    }

    private static Optional<Refusal> nodeTooFast() {
        return tooFast("setup_rate", "calls begin faster than this node is set to take them");
    }

    private static Optional<Refusal> tooFast(String label, String reason) {
        return Optional.of(new Refusal(503, label, reason, SOON_SECONDS));
    }
}
