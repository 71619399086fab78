package org.callvault.siprec.metadata;

import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A party of a call.
 *
 * @param aor address of record as the client wrote it, with or without a scheme
 * @param name to display
 * @param sends ids of the streams that it speaks on
 * @param receives ids of the streams that it hears
 */
public record MetadataParticipant(
        String id, @Nullable String aor, @Nullable String name, Set<String> sends, Set<String> receives) {
    public MetadataParticipant {
        sends = Collections.unmodifiableSet(new LinkedHashSet<>(sends));
        receives = Collections.unmodifiableSet(new LinkedHashSet<>(receives));
    }
}
