package org.callvault.recording;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call that was recorded (a communication session, RFC 7865, section 6.3), as the SRC tells of it.
 *
 * @param id opaque
 * @param sipSessionIds Session-ID values (RFC 7989), or the Call-ID with some clients
 * @param start by the SRC's clock; null where it does not say
 * @param stop the same for the end
 * @param reasons why it ended
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RecordedCall(
        String id,
        List<String> sipSessionIds,
        @Nullable Instant start,
        @Nullable Instant stop,
        List<Reason> reasons) {
    public RecordedCall {
        sipSessionIds = List.copyOf(sipSessionIds);
        reasons = List.copyOf(reasons);
    }

    /**
     * Why a call ended.
     *
     * @param protocol whose reason it is, such as SIP or Q.850 (RFC 3326)
     */
    public record Reason(String protocol, String text) {}
}
