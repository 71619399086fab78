package org.callvault.session.state;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.callvault.config.trunk.TrunkProfile;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.SipPeer;
import org.callvault.session.signal.SipRequest;
import org.callvault.session.signal.SipTransport;
import org.jspecify.annotations.Nullable;

/** Requests as an SRC would send them. */
public final class Requests {
    public static final String OFFER = """
            v=0
            o=sbc 1 1 IN IP4 192.0.2.1
            s=-
            c=IN IP4 192.0.2.1
            t=0 0
            m=audio 40000 RTP/SAVP 0 101
            a=rtpmap:101 telephone-event/8000
            a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5
            a=label:1
            a=sendonly
            m=audio 40002 RTP/SAVP 8
            a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:YWJjZGVmZ2hpamFiY2RlZmdoaWphYmNkZWZnaGlq
            a=label:2
            a=sendonly
            """;

    private final Map<String, List<String>> headers = new HashMap<>();
    private SipTransport transport = SipTransport.TLS;
    private @Nullable String toTag;
    private @Nullable String contentType = "application/sdp";
    private String body = "";
    private long cseq = 1;
    private String fromTag = "srctag";
    private String trunk = "default";

    public static Requests request() {
        return new Requests();
    }

    public Requests cseq(long number) {
        cseq = number;
        return this;
    }

    public Requests inDialog(String localTag) {
        toTag = localTag;
        return this;
    }

    public Requests from(String tag) {
        fromTag = tag;
        return this;
    }

    Requests of(TrunkProfile profile) {
        trunk = profile.name();
        return this;
    }

    public Requests by(SipTransport other) {
        transport = other;
        return this;
    }

    public Requests header(String name, String value) {
        headers.put(name, List.of(value));
        return this;
    }

    public Requests body(String type, String text) {
        contentType = type;
        body = text;
        return this;
    }

    public Requests sdp(String text) {
        return body("application/sdp", text);
    }

    public SipRequest invite() {
        return of("INVITE");
    }

    public SipRequest of(String method) {
        return new SipRequest(
                method.equals("ACK") ? "" : method + cseq,
                method,
                "sip:srs@192.0.2.9",
                new CallId("call@sbc"),
                fromTag,
                toTag,
                cseq,
                "<sip:sbc@192.0.2.1>;tag=" + fromTag,
                toTag == null ? "<sip:srs@192.0.2.9>" : "<sip:srs@192.0.2.9>;tag=" + toTag,
                "<sip:sbc@192.0.2.1:5061;transport=tls>;+sip.src",
                List.of("<sip:proxy.example;lr>"),
                headers,
                body.isEmpty() ? null : contentType,
                body.getBytes(StandardCharsets.UTF_8),
                new SipPeer("192.0.2.1", 34567, transport, "192.0.2.9", 5063),
                trunk);
    }
}
