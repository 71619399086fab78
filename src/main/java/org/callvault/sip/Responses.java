package org.callvault.sip;

import gov.nist.javax.sip.header.ExtensionHeaderImpl;
import gov.nist.javax.sip.header.HeaderFactoryImpl;
import gov.nist.javax.sip.header.To;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import java.text.ParseException;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import javax.sip.header.ContentTypeHeader;
import javax.sip.header.Header;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.signal.SipPeer;
import org.callvault.session.signal.SipResponse;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.stack.MessageReader;
import org.callvault.sip.wire.SipHead;
import org.jspecify.annotations.Nullable;

/** Writes responses: what the session gave, and what every response of a recorder carries (RFC 3261, 8.2.6; RFC 7866, 6.2). */
final class Responses {
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    private final HeaderFactoryImpl headers = new HeaderFactoryImpl();
    private final String publicHost;
    private final RandomGenerator random;

    /**
     * Responses of one node.
     *
     * @param publicAddress what Contact names; an IPv6 address without brackets
     */
    Responses(String publicAddress, RandomGenerator random) {
        this.publicHost = publicAddress.contains(":") ? "[" + publicAddress + "]" : publicAddress;
        this.random = random;
    }

    String publicHost() {
        return publicHost;
    }

    /** A new tag or branch suffix: 64 random bits. */
    String token() {
        return HexFormat.of().toHexDigits(random.nextLong());
    }

    SIPResponse trying(SIPRequest request) {
        return request.createResponse(100);
    }

    /** What a session answers. */
    SIPResponse of(SIPRequest request, SipPeer peer, SipResponse from) {
        SIPResponse response = begin(request, from.status(), from.reason(), from.toTag());
        if (from.status() < 300) {
            add(response, "Contact", contact(request, peer));
            add(response, "Supported", RequestRules.SUPPORTED);
        }
        if (from.status() == 415 || from.status() == 406) {
            add(response, "Accept", RequestRules.ACCEPT);
        }
        addAll(response, from.headers());
        if (from.contentType() != null) {
            withBody(response, from.contentType(), from.body());
        }
        return response;
    }

    /** A refusal without a session. */
    SIPResponse of(SIPRequest request, Rejection rejection) {
        SIPResponse response = begin(request, rejection.status(), null, token());
        add(response, "Warning", "399 callvault \"" + quotable(rejection.reason()) + "\"");
        addAll(response, rejection.headers());
        return response;
    }

    /** A plain answer of the frontend's: to CANCEL and to OPTIONS. */
    SIPResponse ok(SIPRequest request) {
        return begin(request, 200, null, token());
    }

    /** What this node can do (RFC 3261, 11.2). */
    SIPResponse capabilities(SIPRequest request, SipPeer peer) {
        SIPResponse response = ok(request);
        add(response, "Contact", contact(request, peer));
        add(response, "Accept", RequestRules.ACCEPT);
        add(response, "Accept-Encoding", "identity");
        add(response, "Supported", RequestRules.SUPPORTED);
        return response;
    }

    private SIPResponse begin(SIPRequest request, int status, @Nullable String reason, String toTag) {
        SIPResponse response = request.createResponse(status);
        try {
            response.setReasonPhrase(reason == null ? SIPResponse.getReasonPhrase(status) : clean(reason));
            To to = (To) request.getTo().clone();
            if (to.getTag() == null) {
                to.setTag(toTag);
            }
            response.setTo(to);
        } catch (ParseException impossible) {
            throw new IllegalArgumentException("not a tag: " + clean(toTag), impossible);
        }
        add(response, "Server", "Callvault");
        add(response, "Allow", RequestRules.ALLOW);
        return response;
    }

    /** RFC 7866, 6.2: the SRS says what it is; RFC 3261, 12.1.1: a sips request gets a sips Contact. */
    private String contact(SIPRequest request, SipPeer peer) {
        SipHead head = MessageReader.wire(request).head();
        String topRoute = head.first("record-route");
        boolean sipsRoute = topRoute != null && isSips(topRoute.replaceFirst("^[^<]*<", ""));
        boolean sips = sipsRoute || isSips(head.requestUri());
        String parameter =
                switch (peer.transport()) {
                    case UDP -> "";
                    case TCP -> ";transport=tcp";
                    case TLS -> sips ? "" : ";transport=tls";
                };
        String scheme = sips && peer.transport() == SipTransport.TLS ? "sips" : "sip";
        return "<" + scheme + ":callvault@" + publicHost + ":" + peer.localPort() + parameter + ">;+sip.srs";
    }

    private static boolean isSips(String uri) {
        return uri.toLowerCase(Locale.ROOT).startsWith("sips:");
    }

    private void addAll(SIPResponse response, List<SipHeader> added) {
        added.forEach(header -> response.addHeader(header(header.name(), clean(header.value()))));
    }

    private void add(SIPResponse response, String name, String value) {
        response.setHeader(header(name, clean(value)));
    }

    private Header header(String name, String value) {
        try {
            return headers.createHeader(name, value);
        } catch (ParseException notKnownThatWay) {
            ExtensionHeaderImpl verbatim = new ExtensionHeaderImpl(name);
            verbatim.setValue(value);
            return verbatim;
        }
    }

    private void withBody(SIPResponse response, String contentType, byte[] body) {
        try {
            response.setContent(body, (ContentTypeHeader) headers.createHeader("Content-Type", clean(contentType)));
        } catch (ParseException unknown) {
            throw new IllegalArgumentException("not a content type: " + clean(contentType), unknown);
        }
    }

    private static String clean(String text) {
        return CONTROL.matcher(text).replaceAll(" ").strip();
    }

    private static String quotable(String text) {
        return clean(text).replace('"', '\'').replace('\\', '/');
    }
}
