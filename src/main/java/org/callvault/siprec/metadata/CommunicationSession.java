package org.callvault.siprec.metadata;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A recorded call (RFC 7865, section 6.3).
 *
 * @param sipSessionIds Session-ID values (RFC 7989), or the Call-ID with some clients
 * @param startTime null where there is none, or where its zone is unknown
 * @param stopTime the same for the end
 * @param startText the start as written
 * @param stopText the end as written
 * @param groupId of the group that it belongs to
 * @param reasons why it ended
 */
public record CommunicationSession(
        String id,
        List<String> sipSessionIds,
        @Nullable Instant startTime,
        @Nullable Instant stopTime,
        @Nullable String startText,
        @Nullable String stopText,
        @Nullable String groupId,
        List<SessionReason> reasons) {
    public CommunicationSession {
        sipSessionIds = List.copyOf(sipSessionIds);
        reasons = List.copyOf(reasons);
    }

    /** A call of which only its id, its Session-ID and its start are known. */
    public static CommunicationSession starting(String id, String sipSessionId, Instant start) {
        return new CommunicationSession(
                id, List.of(sipSessionId), start, null, start.toString(), null, null, List.of());
    }
}
