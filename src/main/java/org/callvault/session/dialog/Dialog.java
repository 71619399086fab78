package org.callvault.session.dialog;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.signal.SipPeer;
import org.callvault.session.signal.SipRequest;
import org.jspecify.annotations.Nullable;

/**
 * A dialog as its callee keeps it (RFC 3261, section 12.1.1).
 *
 * @param localParty the To header of the INVITE, remoteParty its From header, both without a tag
 * @param remoteCseq of the latest request taken from the SRC
 * @param localCseq of the latest request of ours, 0 for none
 */
public record Dialog(
        CallId callId,
        String localTag,
        String remoteTag,
        String localParty,
        String remoteParty,
        String remoteTarget,
        List<String> routeSet,
        long remoteCseq,
        long localCseq,
        SipPeer lastPeer) {
    public Dialog {
        routeSet = List.copyOf(routeSet);
    }

    public static Dialog of(SipRequest invite, String localTag) {
        return new Dialog(
                invite.callId(),
                localTag,
                invite.fromTag(),
                withoutTag(invite.to()),
                withoutTag(invite.from()),
                targetOf(invite),
                invite.recordRoute(),
                invite.cseq(),
                0,
                invite.peer());
    }

    /** Whether both tags are this dialog's (RFC 3261, 12.2.2). */
    public boolean owns(SipRequest request) {
        return localTag.equals(request.toTag()) && remoteTag.equals(request.fromTag());
    }

    /** After a request of the SRC: a target refresh takes a usable new Contact, anything else leaves it. */
    public Dialog seen(SipRequest request) {
        boolean refresh = request.method().equals("INVITE") || request.method().equals("UPDATE");
        String target = refresh ? uriIn(request.contact(), remoteTarget) : remoteTarget;
        long cseq = Math.max(remoteCseq, request.cseq());
        return new Dialog(
                callId,
                localTag,
                remoteTag,
                localParty,
                remoteParty,
                target,
                routeSet,
                cseq,
                localCseq,
                request.peer());
    }

    /** After a request of ours. */
    public Dialog sent() {
        return new Dialog(
                callId,
                localTag,
                remoteTag,
                localParty,
                remoteParty,
                remoteTarget,
                routeSet,
                remoteCseq,
                localCseq + 1,
                lastPeer);
    }

    /** After a 2xx to an INVITE of ours: its Contact is where requests go from now on (RFC 3261, 12.2.1.2). */
    public Dialog retargeted(@Nullable String contact) {
        return new Dialog(
                callId,
                localTag,
                remoteTag,
                localParty,
                remoteParty,
                uriIn(contact, remoteTarget),
                routeSet,
                remoteCseq,
                localCseq,
                lastPeer);
    }

    /** The request of ours that {@link #sent} accounts for. */
    public OutboundRequest request(String method, List<SipHeader> headers) {
        return outbound(method, localCseq + 1, headers, null, new byte[0]);
    }

    /** The same, an INVITE with an offer. */
    public OutboundRequest offer(List<SipHeader> headers, String sdp) {
        return outbound("INVITE", localCseq + 1, headers, "application/sdp", sdp.getBytes(StandardCharsets.UTF_8));
    }

    /** The same, an UPDATE with a body that is no offer. */
    public OutboundRequest update(List<SipHeader> headers, String contentType, byte[] body) {
        return outbound("UPDATE", localCseq + 1, headers, contentType, body);
    }

    /** The ACK of a 2xx to an INVITE of ours; it has that INVITE's number (RFC 3261, 13.2.2.4). */
    public OutboundRequest acknowledgement(long cseq) {
        return outbound("ACK", cseq, List.of(), null, new byte[0]);
    }

    private OutboundRequest outbound(
            String method, long cseq, List<SipHeader> headers, @Nullable String contentType, byte[] body) {
        return new OutboundRequest(
                method,
                callId,
                localParty,
                localTag,
                remoteParty,
                remoteTag,
                cseq,
                remoteTarget,
                routeSet,
                lastPeer,
                headers,
                contentType,
                body);
    }

    private static String targetOf(SipRequest invite) {
        SipPeer peer = invite.peer();
        return uriIn(invite.contact(), "sip:" + peer.address() + ":" + peer.port());
    }

    /** The URI of a Contact value; malformed ones, seen from real clients, keep the old target. */
    private static String uriIn(@Nullable String contact, String otherwise) {
        if (contact == null) {
            return otherwise;
        }
        int open = contact.indexOf('<');
        int close = contact.indexOf('>', open + 1);
        String uri = open >= 0 && close > open ? contact.substring(open + 1, close) : contact.split(";", 2)[0];
        uri = uri.strip();
        return uri.startsWith("sip:") || uri.startsWith("sips:") ? uri : otherwise;
    }

    /** Removes the tag, which stands outside the angle brackets. */
    private static String withoutTag(String party) {
        int close = party.indexOf('>');
        String address = close >= 0 ? party.substring(0, close + 1) : party.split(";", 2)[0];
        return address.strip();
    }
}
