package org.callvault.session.signal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The final answer to a request of ours.
 *
 * @param method of the request, in capitals
 * @param cseq of the request
 * @param status 408 where none came in time, 503 where the request could not be sent (RFC 3261, 8.1.3.1)
 * @param contact the first Contact header's value
 * @param headers every header, names in lower case, values as received
 * @param body as received, byte for byte
 */
public record SipAnswer(
        CallId callId,
        String method,
        long cseq,
        int status,
        @Nullable String contact,
        Map<String, List<String>> headers,
        byte[] body) {
    public SipAnswer {
        headers = Map.copyOf(headers);
    }

    /** An answer that this side makes up, because none came or none can come. */
    public static SipAnswer without(CallId callId, String method, long cseq, int status) {
        return new SipAnswer(callId, method, cseq, status, null, Map.of(), new byte[0]);
    }

    public boolean isSuccess() {
        return status / 100 == 2;
    }

    /** The first value of a header, or null. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null || values.isEmpty() ? null : values.getFirst();
    }

    /** Never the body: it may hold keys. */
    @Override
    public String toString() {
        return "SipAnswer[" + status + " to " + method + " cseq=" + cseq + "]";
    }
}
