package org.callvault.session;

import akka.actor.typed.ActorRef;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipResponse;

/** What a session entity takes from the world outside its package. */
public sealed interface SessionCommand
        permits SessionCommand.Handle, SessionCommand.Cancel, SessionCommand.End, SessionMessage {
    /**
     * Handles a request. INVITE, UPDATE, BYE, INFO, OPTIONS inside a dialog and unknown in-dialog ones are answered once
     * or, a 2xx to INVITE, repeatedly until its ACK; ACK is never answered.
     */
    record Handle(SipRequest request, ActorRef<SipReply> replyTo) implements SessionCommand {}

    /** The INVITE of that transaction was cancelled; if it has no final response yet it gets 487. */
    record Cancel(String transaction, ActorRef<SipReply> replyTo) implements SessionCommand {}

    /** Ends the session from our side: BYE, seal, finish. */
    record End(String reason) implements SessionCommand {}

    /** A response for the named transaction. */
    record SipReply(String transaction, SipResponse response) {}
}
