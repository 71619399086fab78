/**
 * Keys and certificates as operators keep them: PEM files, and the TLS contexts made of them. Read {@link
 * org.callvault.security.PemCredentials} first, then {@link org.callvault.security.TlsContexts}, which holds the one
 * place where protocol versions are chosen.
 */
@NullMarked
package org.callvault.security;

import org.jspecify.annotations.NullMarked;
