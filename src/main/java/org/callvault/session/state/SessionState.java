package org.callvault.session.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.callvault.recording.RecordingDescription;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipResponse;

/** The phases of a session. */
public sealed interface SessionState {
    /** Nothing has come yet. */
    record Idle() implements SessionState {}

    /** The INVITE is accepted; ports are being bound, then the recording entered in the catalog. */
    record Preparing(Call call, SipRequest invite) implements SessionState {}

    /** The dialog is there. A 2xx that waits for its ACK is sent again until then. */
    record Live(Call call, Optional<Unacknowledged> unacknowledged) implements SessionState {}

    /** A new offer is accepted; media is being changed to it. */
    record Changing(Live live, Call proposed, SipRequest request) implements SessionState {}

    /**
     * The dialog is over; what the sockets still hold is being taken.
     *
     * @param owed our BYE, while the first 2xx waits for its ACK: a callee sends none before (RFC 3261, 15)
     */
    record Closing(Call call, Optional<OutboundRequest> owed) implements SessionState {}

    /**
     * All is handed over.
     *
     * @param owed as of {@link Closing}
     */
    record Ended(String localTag, Optional<OutboundRequest> owed) implements SessionState {}

    /**
     * A 2xx without its ACK.
     *
     * @param cseq an ACK of this or a later one confirms
     * @param initial whether it answers the first INVITE
     */
    record Unacknowledged(String transaction, long cseq, SipResponse response, Duration interval, boolean initial) {
        Unacknowledged again() {
            Duration doubled = interval.multipliedBy(2);
            Duration next = doubled.compareTo(SessionContext.T2) > 0 ? SessionContext.T2 : doubled;
            return new Unacknowledged(transaction, cseq, response, next, initial);
        }
    }

    /** What is known of the recording, while there is one. */
    default Optional<RecordingDescription> description() {
        return switch (this) {
            case Idle i -> Optional.empty();
            case Preparing p -> Optional.of(p.call().description());
            case Live l -> Optional.of(l.call().description());
            case Changing c -> Optional.of(c.live().call().description());
            case Closing c -> Optional.of(c.call().description());
            case Ended e -> Optional.empty();
        };
    }

    /** The description to finish with when the session has to stop here. */
    default Optional<RecordingDescription> endedHere(String reason, Instant now) {
        return description().map(open -> open.endedAt() == null ? Descriptions.ended(open, reason, now) : open);
    }

    /** Whether we have paused a call that lives; empty while there is none to pause. */
    default Optional<Boolean> paused() {
        return switch (this) {
            case Live l -> Optional.of(l.call().media().paused());
            case Changing c -> Optional.of(c.proposed().media().paused());
            case Idle i -> Optional.empty();
            case Preparing p -> Optional.empty();
            case Closing c -> Optional.empty();
            case Ended e -> Optional.empty();
        };
    }

    /** Word for operators. */
    default String word() {
        return switch (this) {
            case Idle i -> "idle";
            case Preparing p -> "preparing";
            case Live l -> l.call().media().word();
            case Changing c -> "changing";
            case Closing c -> "closing";
            case Ended e -> "ended";
        };
    }
}
