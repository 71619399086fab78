package org.callvault.recording.spool;

import java.util.List;
import org.callvault.recording.spool.segment.SpoolDamage;

/**
 * What was read of a recording.
 *
 * @param chunks whole ones
 * @param parts by what wrote them, in the order of their names
 */
public record ReadReport(long chunks, List<SpoolDamage> damage, List<Part> parts) {
    public ReadReport {
        damage = List.copyOf(damage);
        parts = List.copyOf(parts);
    }

    /**
     * What one lane of one node wrote.
     *
     * @param chain its number, by chance
     * @param chunks whole ones
     */
    public record Part(long chain, int chunks) {}
}
