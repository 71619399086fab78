package org.callvault.session.state;

/** The timers of a session. */
public enum SessionTimers {
    /** A 2xx goes out again (RFC 3261, 13.3.1.4). */
    RETRANSMIT,
    /** No ACK came within 64*T1. */
    ACK_TIMEOUT,
    /** The catalog did not answer in time. */
    CATALOG_TIMEOUT,
    /** Time to tell the SRC of a pause again, after a crossing offer. */
    TELL,
    /** Time to look again for a node that takes the call's media. */
    PLACE,
    /** Time to refresh the session (RFC 4028). */
    REFRESH,
    /** Time to look whether the call still lives. */
    CHECK,
    /** An ended session has replayed its last responses long enough. */
    LINGER
}
