/**
 * Keys and certificates as operators keep them: PEM files, the TLS contexts made of them and renewed with them, what is
 * wrong with a chain, and a small authority for trials. Read {@link
 * org.callvault.security.PemCredentials} first, then {@link org.callvault.security.TlsContexts}, which holds the one
 * place where protocol versions are chosen.
 */
@NullMarked
package org.callvault.security;

import org.jspecify.annotations.NullMarked;
