/**
 * What is kept, sealed for people with keys: each file a CMS AuthEnvelopedData (RFC 5083) with AES-256-GCM (RFC 5084) for one
 * or more X.509 recipients, so that {@code openssl cms -decrypt} opens it. Read {@link
 * org.callvault.recording.seal.SealedOutput} and {@link org.callvault.recording.seal.SealedFile} first.
 */
@NullMarked
package org.callvault.recording.seal;

import org.jspecify.annotations.NullMarked;
