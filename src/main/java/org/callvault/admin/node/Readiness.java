package org.callvault.admin.node;

/** Whether this node should be given calls: the port that the root fills from its listeners, disk and catalog. */
@FunctionalInterface
public interface Readiness {
    /** The state as last known. Returns at once: it is asked for by every probe. */
    ReadinessReport report();
}
