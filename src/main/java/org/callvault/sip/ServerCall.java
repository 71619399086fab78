package org.callvault.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import javax.sip.ServerTransaction;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.SipPeer;
import org.callvault.session.signal.SipRequest;
import org.jspecify.annotations.Nullable;

/** A request that a session is to answer, and its transaction: stack objects stay here, at the node that received them. */
final class ServerCall {
    private final SipRequest asked;
    private final SIPRequest request;
    private final ServerTransaction transaction;
    private final SipPeer peer;

    private volatile long deadlineNanos;
    private volatile boolean waiting;
    private volatile @Nullable SIPResponse answer;

    ServerCall(SipRequest asked, SIPRequest request, ServerTransaction transaction, SipPeer peer, long deadlineNanos) {
        this.asked = asked;
        this.request = request;
        this.transaction = transaction;
        this.peer = peer;
        this.deadlineNanos = deadlineNanos;
    }

    String key() {
        return asked.transaction();
    }

    /** What the session is asked, and asked again where it does not answer. */
    SipRequest asked() {
        return asked;
    }

    SIPRequest request() {
        return request;
    }

    ServerTransaction transaction() {
        return transaction;
    }

    SipPeer peer() {
        return peer;
    }

    CallId callId() {
        return new CallId(request.getCallId().getCallId());
    }

    boolean isInvite() {
        return request.getMethod().equals("INVITE");
    }

    /** The final response that was sent; null while there is none. */
    @Nullable
    SIPResponse answer() {
        return answer;
    }

    /** Keeps a final response for repetition until then. */
    void answered(SIPResponse response, long untilNanos) {
        answer = response;
        deadlineNanos = untilNanos;
    }

    /** Whether there was no answer the last time either that this was asked. */
    boolean isWaitingStill() {
        boolean still = waiting && answer == null;
        waiting = answer == null;
        return still;
    }

    boolean isOver(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }
}
