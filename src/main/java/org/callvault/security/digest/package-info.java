/**
 * Digest authentication (RFC 7616, RFC 8760): challenges, nonces that every node can check, and users with hashed
 * credentials. Read {@link org.callvault.security.digest.DigestAuthenticator} first.
 */
@NullMarked
package org.callvault.security.digest;

import org.jspecify.annotations.NullMarked;
