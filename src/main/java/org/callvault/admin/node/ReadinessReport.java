package org.callvault.admin.node;

import java.util.List;

/**
 * What a readiness probe reads.
 *
 * @param ready true while the node takes new calls; a degraded check need not make it false
 */
public record ReadinessReport(boolean ready, List<Check> checks) {
    public ReadinessReport {
        checks = List.copyOf(checks);
    }

    /**
     * One thing that was looked at.
     *
     * @param name for example "sip-tls", "catalog", "disk"
     * @param detail one line for a person, without secrets
     */
    public record Check(String name, boolean ok, String detail) {}
}
