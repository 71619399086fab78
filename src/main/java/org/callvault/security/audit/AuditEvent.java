package org.callvault.security.audit;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One thing that somebody did or tried.
 *
 * @param action such as "sip.connection" or "session.pause"
 * @param result "ok", or why it was refused
 * @param facts what else is known, in the order to write it; never a key, a password or a body
 */
public record AuditEvent(String action, String result, Map<String, String> facts) {
    public static final String OK = "ok";

    public AuditEvent {
        facts = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(facts));
    }

    public static AuditEvent of(String action, String result) {
        return new AuditEvent(action, result, Map.of());
    }

    /** The same with one more fact; an unknown one is left out. */
    public AuditEvent with(String name, @Nullable String value) {
        if (value == null || value.isEmpty()) {
            return this;
        }
        Map<String, String> more = new LinkedHashMap<>(facts);
        more.put(name, value);
        return new AuditEvent(action, result, more);
    }
}
