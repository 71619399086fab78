package org.callvault.session.signal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request of ours inside a dialog (BYE, later re-INVITE, UPDATE, OPTIONS).
 *
 * @param localParty From's value without a tag, remoteParty the same of To
 * @param remoteTarget the SRC's Contact URI
 * @param routeSet Route values in the order to write them
 * @param lastPeer where the SRC's last request came from: its connection is used while it lives
 */
public record OutboundRequest(
        String method,
        CallId callId,
        String localParty,
        String localTag,
        String remoteParty,
        String remoteTag,
        long cseq,
        String remoteTarget,
        List<String> routeSet,
        SipPeer lastPeer,
        List<SipHeader> headers,
        @Nullable String contentType,
        byte[] body) {
    public OutboundRequest {
        routeSet = List.copyOf(routeSet);
        headers = List.copyOf(headers);
    }

    @Override
    public String toString() {
        return "OutboundRequest[" + method + " " + callId.value() + " cseq=" + cseq + "]";
    }
}
