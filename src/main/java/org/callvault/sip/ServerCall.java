package org.callvault.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import javax.sip.ServerTransaction;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.SipPeer;
import org.jspecify.annotations.Nullable;

/** A request that a session is to answer, and its transaction: stack objects stay here, at the node that received them. */
final class ServerCall {
    private final String key;
    private final SIPRequest request;
    private final ServerTransaction transaction;
    private final SipPeer peer;

    private volatile long deadlineNanos;
    private volatile @Nullable SIPResponse answer;

    ServerCall(String key, SIPRequest request, ServerTransaction transaction, SipPeer peer, long deadlineNanos) {
        this.key = key;
        this.request = request;
        this.transaction = transaction;
        this.peer = peer;
        this.deadlineNanos = deadlineNanos;
    }

    String key() {
        return key;
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

    boolean isOver(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }
}
