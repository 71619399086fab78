package org.callvault.sip.admission;

import java.util.Optional;
import org.callvault.session.signal.SipPeer;

/** Whether this node takes new calls. Called in the transports' threads: must not block. */
public interface Admission {
    /** Asked for each new INVITE, which it counts; empty to take the call. */
    Optional<Refusal> refuse(SipPeer peer);

    /** Asked for each OPTIONS that probes this node (RFC 3261, 11.2): what an INVITE would get now. */
    Optional<Refusal> probe();

    /**
     * The answer to a call that is not taken.
     *
     * @param status 503 as a rule
     * @param label of the counter
     * @param reason for the operator who reads the SRC's log
     * @param retryAfterSeconds 0 sends no Retry-After
     */
    record Refusal(int status, String label, String reason, int retryAfterSeconds) {}
}
