package org.callvault.sip;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Requests as an SRC writes them. */
public final class Texts {
    private Texts() {}

    public static String callId() {
        return UUID.randomUUID() + "@src";
    }

    /** An INVITE outside a dialog, with further header lines (each ending in CRLF). */
    public static String invite(Peer peer, String callId, String more, String body) {
        return request(
                peer, "INVITE", callId, "b" + callId, "", "Contact: <sip:src@127.0.0.1>;+sip.src\r\n" + more, body);
    }

    public static String request(
            Peer peer, String method, String callId, String branch, String toParameters, String more, String body) {
        return method + " sip:srs@127.0.0.1 SIP/2.0\r\n"
                + "Via: SIP/2.0/" + peer.transport() + " 127.0.0.1:" + peer.localPort() + ";branch=z9hG4bK"
                + branch.replace("@", "-")
                + "\r\n"
                + "From: \"SRC\" <sip:src@127.0.0.1>;tag=src1\r\n"
                + "To: <sip:srs@127.0.0.1>" + toParameters + "\r\n"
                + "Call-ID: " + callId + "\r\n"
                + "CSeq: 7 " + method + "\r\n"
                + "Max-Forwards: 70\r\n"
                + more
                + "Content-Length: " + body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n"
                + body;
    }
}
