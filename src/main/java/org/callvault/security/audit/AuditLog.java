package org.callvault.security.audit;

/** Takes audit events. Called in transports' threads: never blocks and never throws. */
@FunctionalInterface
public interface AuditLog {
    /** Keeps nothing, for tests of something else. */
    AuditLog NONE = event -> {};

    void record(AuditEvent event);
}
