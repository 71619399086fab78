package org.callvault.recording.spool;

import java.util.List;
import org.callvault.recording.spool.segment.SpoolDamage;

/** How reading a recording went: chunks that were whole, and what was wrong with others. */
public record ReadReport(long chunks, List<SpoolDamage> damage) {
    public ReadReport {
        damage = List.copyOf(damage);
    }
}
