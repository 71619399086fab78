package org.callvault.session.signal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A response that the session gives. The frontend adds Via, From, To, Call-ID, CSeq, Record-Route, Contact with
 * {@code +sip.srs}, Allow, Supported, Accept, Server and Content-Length.
 *
 * @param reason null for the standard phrase
 * @param toTag our tag
 */
public record SipResponse(
        int status,
        @Nullable String reason,
        String toTag,
        List<SipHeader> headers,
        @Nullable String contentType,
        byte[] body) {
    public SipResponse {
        headers = List.copyOf(headers);
    }

    /** Never the body: it may hold keys. */
    @Override
    public String toString() {
        return "SipResponse[" + status + "]";
    }
}
