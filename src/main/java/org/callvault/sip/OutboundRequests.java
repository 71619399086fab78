package org.callvault.sip;

import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.parser.StringMsgParser;
import gov.nist.javax.sip.stack.HopImpl;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sip.SipException;
import javax.sip.SipProvider;
import javax.sip.address.Hop;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.signal.SipPeer;
import org.callvault.session.signal.SipTransport;
import org.callvault.sip.transport.StreamListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes and sends requests of ours inside a dialog (RFC 3261, 12.2.1.1).
 *
 * <p>Over a stream transport they take the SRC's own connection while it is open: many SRCs cannot be reached otherwise. Only when
 * it is gone, or over UDP, is the first Route or the remote target called. Names of hosts are left to the connection's
 * asynchronous resolver; over UDP a target that is no address is replaced by where the last request came from.
 */
final class OutboundRequests {
    private static final Logger log = LoggerFactory.getLogger(OutboundRequests.class);
    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}+");

    /** Scheme, host and port of a SIP URI, wherever in a header's value it stands. */
    private static final Pattern SIP_URI = Pattern.compile(
            "(sips?):(?:[^@<>\\s]*@)?(\\[[0-9A-Fa-f:.]+]|[^:;?<>\\s]+)(?::(\\d{1,5}))?([^<>\\s]*)",
            Pattern.CASE_INSENSITIVE);

    private final SipProvider provider;
    private final Map<SipTransport, StreamListener> streams;
    private final Map<SipTransport, Integer> ports;
    private final Responses names;
    private final SipMetrics metrics;

    OutboundRequests(
            SipProvider provider,
            Map<SipTransport, StreamListener> streams,
            Map<SipTransport, Integer> ports,
            Responses names,
            SipMetrics metrics) {
        this.provider = provider;
        this.streams = streams;
        this.ports = ports;
        this.names = names;
        this.metrics = metrics;
    }

    /** Sends; false when it cannot be sent, which is logged and counted. */
    boolean send(OutboundRequest request) {
        String label = Sender.label(request.method());
        try {
            Hop hop = hop(request);
            SIPRequest message =
                    write(request, SipTransport.valueOf(hop.getTransport().toUpperCase(Locale.ROOT)));
            message.setApplicationData(hop);
            if (request.method().equals("ACK")) {
                provider.sendRequest(message);
            } else {
                provider.getNewClientTransaction(message).sendRequest();
            }
            metrics.sent(label, "out");
            return true;
        } catch (SipException | ParseException | RuntimeException failed) {
            // Whatever a target holds must not stop the actor that sends for all sessions.
            metrics.sent(label, "failed");
            log.atWarn()
                    .addKeyValue("callId", request.callId().value())
                    .addKeyValue("method", request.method())
                    .addKeyValue("cause", failed.toString())
                    .log("A request to the SRC could not be sent");
            return false;
        }
    }

    /** Where the request goes. */
    private Hop hop(OutboundRequest request) {
        SipPeer last = request.lastPeer();
        StreamListener stream = streams.get(last.transport());
        if (stream != null && stream.hasFlow(last.address(), last.port())) {
            return hop(last.address(), last.port(), last.transport());
        }
        String target = request.routeSet().isEmpty()
                ? request.remoteTarget()
                : request.routeSet().getFirst();
        return called(target, last.transport()).orElseGet(() -> hop(last.address(), last.port(), last.transport()));
    }

    private Optional<Hop> called(String uri, SipTransport last) {
        Matcher matcher = SIP_URI.matcher(uri);
        if (!matcher.find()) {
            return Optional.empty();
        }
        SipTransport transport = transport(matcher.group(1), matcher.group(4), last);
        String host = matcher.group(2);
        boolean unresolvable = transport == SipTransport.UDP && !isAddress(host);
        if (unresolvable || !ports.containsKey(transport)) {
            return Optional.empty();
        }
        int standard = transport == SipTransport.TLS ? 5061 : 5060;
        int port = matcher.group(3) == null ? standard : Integer.parseInt(matcher.group(3));
        return Optional.of(hop(host, port, transport));
    }

    private static SipTransport transport(String scheme, String parameters, SipTransport last) {
        String lower = parameters.toLowerCase(Locale.ROOT);
        if (scheme.equalsIgnoreCase("sips") || lower.contains(";transport=tls")) {
            return SipTransport.TLS;
        }
        if (lower.contains(";transport=tcp")) {
            return SipTransport.TCP;
        }
        return lower.contains(";transport=udp") ? SipTransport.UDP : last;
    }

    private static boolean isAddress(String host) {
        try {
            return InetAddress.ofLiteral(host.replaceAll("[\\[\\]]", "")) != null;
        } catch (IllegalArgumentException aName) {
            return false;
        }
    }

    private static Hop hop(String host, int port, SipTransport transport) {
        return new HopImpl(host, port, transport.name());
    }

    private SIPRequest write(OutboundRequest request, SipTransport transport) throws ParseException {
        Integer port = ports.get(transport);
        if (port == null) {
            throw new IllegalArgumentException("there is no " + transport + " listener to send from");
        }
        StringBuilder text = new StringBuilder(1024);
        text.append(clean(request.method() + " " + bare(request.remoteTarget()) + " SIP/2.0"))
                .append("\r\n");
        String sentBy = names.publicHost() + ":" + port;
        line(text, "Via", "SIP/2.0/" + transport + " " + sentBy + ";rport;branch=z9hG4bK" + names.token());
        line(text, "Max-Forwards", "70");
        line(text, "From", request.localParty() + ";tag=" + request.localTag());
        line(text, "To", request.remoteParty() + (request.remoteTag().isEmpty() ? "" : ";tag=" + request.remoteTag()));
        line(text, "Call-ID", request.callId().value());
        line(text, "CSeq", request.cseq() + " " + request.method());
        String parameter = transport == SipTransport.UDP
                ? ""
                : ";transport=" + transport.name().toLowerCase(Locale.ROOT);
        line(text, "Contact", "<sip:callvault@" + sentBy + parameter + ">;+sip.srs");
        request.routeSet().forEach(route -> line(text, "Route", route));
        if (request.method().equals("INVITE")) {
            // RFC 7866, 6.2: an SRS asks for it as an SRC does.
            line(text, "Require", "siprec");
        }
        line(text, "User-Agent", "Callvault");
        for (SipHeader header : request.headers()) {
            line(text, header.name(), header.value());
        }
        if (request.contentType() != null) {
            line(text, "Content-Type", request.contentType());
        }
        line(text, "Content-Length", Integer.toString(request.body().length));
        text.append("\r\n");
        return parse(text.toString().getBytes(StandardCharsets.UTF_8), request.body());
    }

    private static SIPRequest parse(byte[] head, byte[] body) throws ParseException {
        var message = new StringMsgParser().parseSIPMessage(head, false, false, (cause, _, _, _, _) -> {
            throw cause;
        });
        if (body.length > 0) {
            message.setMessageContent(body);
        }
        return (SIPRequest) message;
    }

    /** A URI that was kept with its angle brackets. */
    private static String bare(String uri) {
        int open = uri.indexOf('<');
        int close = uri.indexOf('>', open + 1);
        return open >= 0 && close > open ? uri.substring(open + 1, close) : uri.strip();
    }

    private static void line(StringBuilder text, String name, String value) {
        text.append(clean(name)).append(": ").append(clean(value)).append("\r\n");
    }

    private static String clean(String value) {
        return CONTROL.matcher(value).replaceAll(" ");
    }
}
