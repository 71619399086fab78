package org.callvault.security.digest;

/** What comes of a request's credentials. */
public sealed interface Authentication {
    /** They are right. */
    record Authenticated(String user) implements Authentication {}

    /**
     * They are missing or wrong: the sender may try again.
     *
     * @param reason counts it
     * @param stale whether only the nonce is too old (RFC 7616, 3.3)
     */
    record Challenged(String reason, boolean stale) implements Authentication {}
}
