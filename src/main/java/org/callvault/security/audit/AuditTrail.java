package org.callvault.security.audit;

import java.io.IOException;

/** Takes events that must not be lost: what is done to recordings is done after they are on disk. */
@FunctionalInterface
public interface AuditTrail {
    /**
     * Returns when the event is on disk.
     *
     * @throws IOException if it cannot be kept; then what it tells of must not be done
     */
    void keep(AuditEvent event) throws IOException;
}
