package org.callvault.session;

import akka.actor.typed.ActorRef;
import org.callvault.session.signal.SipAnswer;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipResponse;

/** What a session entity takes from the world outside its package. */
public sealed interface SessionCommand
        permits SessionCommand.Handle,
                SessionCommand.Cancel,
                SessionCommand.Answered,
                SessionCommand.Pause,
                SessionCommand.End,
                SessionCommand.Wake,
                SessionCommand.MediaNodeLost,
                SessionMessage {
    /**
     * Handles a request. INVITE, UPDATE, BYE, INFO, OPTIONS inside a dialog and unknown in-dialog ones are answered once
     * or, a 2xx to INVITE, repeatedly until its ACK; ACK is never answered.
     */
    record Handle(SipRequest request, ActorRef<SipReply> replyTo) implements SessionCommand {}

    /** The INVITE of that transaction was cancelled; if it has no final response yet it gets 487. */
    record Cancel(String transaction, ActorRef<SipReply> replyTo) implements SessionCommand {}

    /** The final answer to a request of ours. */
    record Answered(SipAnswer answer) implements SessionCommand {}

    /** Keeps nothing of what arrives from now on, or everything again; the SRC is told where its trunk allows that. */
    record Pause(boolean paused, ActorRef<PauseReply> replyTo) implements SessionCommand {}

    /** Whether the session is now as it was asked to be; false where there is no live call. */
    record PauseReply(boolean done) {}

    /** Ends the session from our side: BYE, seal, finish. */
    record End(String reason) implements SessionCommand {}

    /** Nobody may have taken over this session yet from a node that is gone: its row says. */
    record Wake() implements SessionCommand {}

    /** The node of that name cannot be reached; what media it has of this session's is as good as gone. */
    record MediaNodeLost(String node) implements SessionCommand {}

    /** A response for the named transaction. */
    record SipReply(String transaction, SipResponse response) {}
}
