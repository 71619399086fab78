package org.callvault.session.signal;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A SIP request as the session sees it: immutable, free of the stack that parsed it.
 *
 * @param transaction names the server transaction at the frontend that received it (empty for ACK)
 * @param method in capitals
 * @param fromTag the SRC's tag; empty where it has none
 * @param toTag our tag; null outside a dialog
 * @param from the From header's value with its parameters, to the same of To
 * @param contact the first Contact header's value
 * @param recordRoute Record-Route values in the order received
 * @param headers every header, names in lower case, values as received
 * @param body as received, byte for byte
 * @param trunk name of the profile that the frontend found for it
 */
public record SipRequest(
        String transaction,
        String method,
        String requestUri,
        CallId callId,
        String fromTag,
        @Nullable String toTag,
        long cseq,
        String from,
        String to,
        @Nullable String contact,
        List<String> recordRoute,
        Map<String, List<String>> headers,
        @Nullable String contentType,
        byte[] body,
        SipPeer peer,
        String trunk) {
    public SipRequest {
        recordRoute = List.copyOf(recordRoute);
        headers = Map.copyOf(headers);
    }

    /** The first value of a header, or null. */
    public @Nullable String header(String name) {
        List<String> values = headers.get(name.toLowerCase(Locale.ROOT));
        return values == null || values.isEmpty() ? null : values.getFirst();
    }

    /** Never the body: it may hold keys. */
    @Override
    public String toString() {
        return "SipRequest[" + method + " " + callId.value() + " cseq=" + cseq + " from " + peer + "]";
    }
}
