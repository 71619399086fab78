package org.callvault.sip;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.callvault.session.SessionCommand;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.signal.SipResponse;

/** What the tests of a live server say to it, and ask of it, again and again. */
final class SipChecks {
    static final String SDP = "v=0\r\n\u00e9\r\n";

    private SipChecks() {}

    /** The session's answer to what the frontend told it. */
    static void answer(SessionCommand.Handle handle, int status, String... body) {
        boolean withBody = body.length > 0;
        handle.replyTo()
                .tell(new SessionCommand.SipReply(
                        handle.request().transaction(),
                        new SipResponse(
                                status,
                                null,
                                "srs1",
                                List.of(new SipHeader("Session-Expires", "1800;refresher=uac")),
                                withBody ? "application/sdp" : null,
                                withBody ? body[0].getBytes(StandardCharsets.UTF_8) : new byte[0])));
    }

    /** A 200 to a request of ours. */
    static String reply(String request) {
        StringBuilder text = new StringBuilder("SIP/2.0 200 OK\r\n");
        for (String name : List.of("Via", "From", "To", "Call-ID", "CSeq")) {
            text.append(name).append(": ").append(Peer.header(request, name)).append("\r\n");
        }
        return text + "Content-Length: 0\r\n\r\n";
    }

    /** An OPTIONS outside any dialog gets its 200, and nothing else comes before it. */
    static void assertServes(Peer peer) throws Exception {
        String callId = Texts.callId();
        peer.send(Texts.request(peer, "OPTIONS", callId, "p" + callId, "", "", ""));
        String response = peer.receive();
        assertThat(response).startsWith("SIP/2.0 200 ");
        assertThat(Peer.header(response, "Supported")).contains("siprec", "timer");
        assertThat(Objects.requireNonNull(Peer.header(response, "Allow"))).contains("UPDATE");
        assertThat(response).contains("application/rs-metadata+xml", "multipart/mixed", "+sip.srs");
    }
}
