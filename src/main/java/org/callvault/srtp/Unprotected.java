package org.callvault.srtp;

/** What became of one protected packet; everything but OK is counted and dropped. An enum, so that the packet path allocates nothing. */
public enum Unprotected {
    OK,
    MALFORMED,
    AUTHENTICATION_FAILED,
    /** It names a master key that was not agreed on (RFC 3711, section 3.1). */
    UNKNOWN_MKI,
    REPLAYED,
    /** Older than the replay window reaches. */
    TOO_OLD,
    /** More sources than one receiver keeps. */
    TOO_MANY_SOURCES
}
