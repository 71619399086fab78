package org.callvault.siprec.metadata;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a participant took part in a call (RFC 7865, section 6.6).
 *
 * @param associated null where the document names no time
 * @param disassociated null while it takes part
 */
public record Presence(
        String participantId,
        @Nullable Instant associated,
        @Nullable Instant disassociated) {}
