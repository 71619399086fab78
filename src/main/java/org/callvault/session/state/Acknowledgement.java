package org.callvault.session.state;

import java.time.Instant;
import java.util.Optional;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipResponse;
import org.callvault.session.state.Effect.AcknowledgeMedia;
import org.callvault.session.state.Effect.CancelTimer;
import org.callvault.session.state.Effect.Reply;
import org.callvault.session.state.Effect.StartTimer;
import org.callvault.session.state.SessionState.Live;
import org.callvault.session.state.SessionState.Unacknowledged;

/** The three-way handshake of an INVITE of the SRC: the 2xx goes out until its ACK comes (RFC 3261, section 13.3.1.4). */
final class Acknowledgement {
    private final SessionContext context;
    private final OwnRequests own;

    Acknowledgement(SessionContext context, OwnRequests own) {
        this.context = context;
        this.own = own;
    }

    Step answered(Live live, SipRequest invite, SipResponse ok, Step so) {
        Unacknowledged pending = new Unacknowledged(invite.transaction(), invite.cseq(), ok, context.t1(), false);
        return new Step(new Live(live.call(), Optional.of(pending)), so.effects())
                .then(
                        new Reply(invite.transaction(), ok),
                        new StartTimer(SessionTimers.RETRANSMIT, context.t1()),
                        new StartTimer(SessionTimers.ACK_TIMEOUT, context.timeoutH()));
    }

    Step retransmit(Live live) {
        return live.unacknowledged()
                .map(pending -> {
                    Unacknowledged next = pending.again();
                    return Step.to(
                            new Live(live.call(), Optional.of(next)),
                            new Reply(pending.transaction(), pending.response()),
                            new StartTimer(SessionTimers.RETRANSMIT, next.interval()));
                })
                .orElseGet(() -> Step.to(live));
    }

    /** Without an ACK the dialog ends (RFC 3261, 13.3.1.4), but a later re-INVITE's lost ACK does not end a recording. */
    Step missing(Live live, Instant now) {
        boolean initial = live.unacknowledged().map(Unacknowledged::initial).orElse(false);
        return initial
                ? SessionLogic.hangUp(live.call(), "no_ack", now)
                : Step.to(new Live(live.call(), Optional.empty()), new CancelTimer(SessionTimers.RETRANSMIT));
    }

    /** The dialog is free again for an offer of ours. */
    Step acknowledged(Live live, SipRequest ack) {
        Optional<Unacknowledged> confirmed = live.unacknowledged().filter(pending -> ack.cseq() >= pending.cseq());
        if (confirmed.isEmpty()) {
            return Step.to(live);
        }
        Step free = own.tell(new Live(live.call(), Optional.empty()))
                .before(new CancelTimer(SessionTimers.ACK_TIMEOUT))
                .before(new CancelTimer(SessionTimers.RETRANSMIT));
        return confirmed.get().initial() ? free.before(new AcknowledgeMedia()) : free;
    }
}
