package org.callvault.security.audit;

import java.time.Instant;

/** Signs what an {@link AuditHead} says: a detached CMS signature in DER. */
@FunctionalInterface
public interface HeadSigner {
    byte[] sign(byte[] content, Instant at);
}
