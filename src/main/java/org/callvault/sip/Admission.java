package org.callvault.sip;

import java.util.Optional;

/** Whether this node takes new calls; asked for each new INVITE and for each OPTIONS that probes it (RFC 3261, 11.2). */
public interface Admission {
    /** Empty to take the call. Called in the transports' threads: must not block. */
    Optional<Refusal> refuse();

    /**
     * The answer to a call that is not taken.
     *
     * @param status 503 as a rule
     * @param reason for the operator who reads the SRC's log
     * @param retryAfterSeconds 0 sends no Retry-After
     */
    record Refusal(int status, String reason, int retryAfterSeconds) {}
}
