package org.callvault.cli.src;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.callvault.cli.src.SipText.Header;
import org.jspecify.annotations.Nullable;

/** The SRC's side of a recording dialog (RFC 3261, RFC 7866): sends requests, repeats them over UDP, answers others. */
final class SrcDialog {
    static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
    private static final Duration T1 = Duration.ofMillis(500);
    private static final Duration T2 = Duration.ofSeconds(4);

    private final CallTarget target;
    private final SipLink link;
    private final SecureRandom random;
    private final Optional<Login> login;
    private final RecorderOffers offers;
    private final String callId;
    private final String localTag;
    private @Nullable String remoteTag;
    private @Nullable SipText lastAck;
    private String remoteTarget;
    private List<String> routes = List.of();
    private long cseq;

    private volatile boolean stopping;

    SrcDialog(
            String callId,
            CallTarget target,
            SipLink link,
            SecureRandom random,
            Optional<Login> login,
            RecorderOffers offers) {
        this.callId = callId;
        this.target = target;
        this.link = link;
        this.random = random;
        this.login = login;
        this.offers = offers;
        this.localTag = token(random);
        this.remoteTarget = target.uri();
    }

    static String newCallId(SecureRandom random) {
        return token(random) + "@callvault-src";
    }

    String callId() {
        return callId;
    }

    /** Sends an INVITE, acknowledges its final answer, and gives back the 2xx. */
    SipText invite(String contentType, byte[] body) throws IOException, InterruptedException {
        SipText answer = authenticated("INVITE", List.of(SipText.header("Content-Type", contentType)), body);
        if (answer.status() >= 300) {
            throw refused(answer);
        }
        remoteTag = answer.toTag().orElseThrow(() -> new CallFailed(answer.status(), "the answer has no To tag"));
        remoteTarget = answer.first("Contact").map(SrcDialog::uri).orElse(remoteTarget);
        routes = answer.all("Record-Route").toList().reversed();
        SipText ack = request("ACK", answer.cseqNumber(), token(random), List.of(), new byte[0]);
        lastAck = ack;
        link.send(ack.bytes());
        return answer;
    }

    /** An INVITE that has no final answer yet is cancelled (RFC 3261, 9.1). May be called from any thread. */
    void stop() {
        stopping = true;
    }

    /** Sends metadata in an UPDATE (RFC 7866, 9.1); what is answered changes nothing. */
    void update(byte[] metadata) throws IOException, InterruptedException {
        List<Header> headers = List.of(
                SipText.header("Content-Type", CallBody.METADATA_TYPE),
                SipText.header("Content-Disposition", "recording-session"));
        SipText _ = authenticated("UPDATE", headers, metadata);
    }

    /** Sends BYE; any final answer will do. */
    void bye() throws IOException, InterruptedException {
        SipText _ = authenticated("BYE", List.of(), new byte[0]);
    }

    /** Sends a request, once more with credentials when it is challenged (RFC 3261, 22.2), and gives back the answer. */
    private SipText authenticated(String method, List<Header> headers, byte[] body)
            throws IOException, InterruptedException {
        SipText answer = attempt(method, headers, body);
        boolean challenged = answer.status() == 401
                && login.map(somebody ->
                                somebody.take(answer.all("WWW-Authenticate").toList()))
                        .orElse(false);
        return challenged ? attempt(method, headers, body) : answer;
    }

    private SipText attempt(String method, List<Header> headers, byte[] body) throws IOException, InterruptedException {
        cseq++;
        List<Header> all = new ArrayList<>(headers);
        login.flatMap(somebody -> somebody.authorization(method, remoteTarget))
                .ifPresent(value -> all.add(SipText.header("Authorization", value)));
        SipText request = request(method, cseq, token(random), all, body);
        SipText answer = exchange(request);
        if (method.equals("INVITE") && answer.status() >= 300) {
            acknowledgeRefusal(request, answer);
        }
        return answer;
    }

    /** Answers a request of the recorder's, or a repeated 2xx. */
    Asked answer(SipText message) throws IOException {
        if (message.isResponse()) {
            SipText ack = lastAck;
            if (ack != null && message.cseqMethod().equals("INVITE") && message.status() < 300) {
                link.send(ack.bytes());
            }
            return Asked.NOTHING;
        }
        switch (message.method()) {
            case "BYE", "OPTIONS", "UPDATE" -> respond(message, "200 OK", List.of(), new byte[0]);
            case "INVITE" ->
                respond(
                        message,
                        "200 OK",
                        List.of(contact(), SipText.header("Content-Type", "application/sdp")),
                        offers.answer(message.body()));
            case "ACK" -> {}
            default -> respond(message, "405 Method Not Allowed", List.of(), new byte[0]);
        }
        boolean wantsSnapshot = message.method().equals("UPDATE")
                && message.first("Content-Type").orElse("").startsWith("application/rs-metadata")
                && new String(message.body(), StandardCharsets.UTF_8).contains("requestsnapshot");
        return message.method().equals("BYE") ? Asked.END : wantsSnapshot ? Asked.SNAPSHOT : Asked.NOTHING;
    }

    private SipText exchange(SipText request) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + ANSWER_WITHIN.toNanos();
        Duration interval = T1;
        link.send(request.bytes());
        boolean provisional = false;
        boolean cancelled = false;
        while (System.nanoTime() - deadline < 0) {
            if (stopping && provisional && !cancelled && request.method().equals("INVITE")) {
                cancelled = true;
                link.send(cancel(request).bytes());
            }
            SipText message = link.receive(interval);
            if (message == null) {
                if (link.unreliable() && !provisional) {
                    link.send(request.bytes());
                }
                interval = interval.multipliedBy(2).compareTo(T2) > 0 ? T2 : interval.multipliedBy(2);
            } else if (!answers(message, request)) {
                Asked _ = answer(message);
            } else if (message.status() >= 200) {
                return message;
            } else {
                provisional = true;
            }
        }
        throw new CallFailed(0, "no answer to " + request.method() + " within " + ANSWER_WITHIN.toSeconds() + " s");
    }

    private static boolean answers(SipText message, SipText request) {
        return message.isResponse()
                && message.cseqNumber() == request.cseqNumber()
                && message.cseqMethod().equals(request.method());
    }

    private SipText request(String method, long number, String branch, List<Header> more, byte[] body) {
        InetSocketAddress local = link.local();
        String sentBy = local.getAddress().getHostAddress() + ":" + local.getPort();
        List<Header> headers = new ArrayList<>();
        headers.add(SipText.header(
                "Via", "SIP/2.0/" + link.transportName() + " " + sentBy + ";rport;branch=z9hG4bK" + branch));
        headers.add(SipText.header("Max-Forwards", 70));
        routes.forEach(route -> headers.add(SipText.header("Route", route)));
        headers.add(SipText.header("From", "<sip:src@" + sentBy + ">;tag=" + localTag));
        headers.add(SipText.header("To", "<" + target.uri() + ">" + (remoteTag == null ? "" : ";tag=" + remoteTag)));
        headers.add(SipText.header("Call-ID", callId));
        headers.add(SipText.header("CSeq", number + " " + method));
        if (!method.equals("ACK")) {
            headers.add(contact());
            headers.add(SipText.header("User-Agent", "Callvault test SRC"));
        }
        if (method.equals("INVITE")) {
            headers.add(SipText.header("Require", "siprec"));
            headers.add(SipText.header("Supported", "timer"));
            headers.add(SipText.header("Accept", "application/sdp, application/rs-metadata-request"));
            headers.add(SipText.header("Allow", "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE"));
        }
        headers.addAll(more);
        return new SipText(method + " " + remoteTarget + " SIP/2.0", headers, body);
    }

    private Header contact() {
        InetSocketAddress local = link.local();
        String transport = link.transportName().toLowerCase(java.util.Locale.ROOT);
        return SipText.header(
                "Contact",
                "<sip:src@" + local.getAddress().getHostAddress() + ":" + local.getPort() + ";transport=" + transport
                        + ">;+sip.src");
    }

    /** It has the branch and the number of what it cancels (RFC 3261, 9.1). */
    private static SipText cancel(SipText invite) {
        return hopByHop(invite, "CANCEL", invite.first("To").orElse(""));
    }

    private static SipText hopByHop(SipText invite, String method, String to) {
        List<Header> headers = new ArrayList<>();
        for (String name : List.of("Via", "Max-Forwards", "From", "Call-ID")) {
            invite.first(name).ifPresent(value -> headers.add(SipText.header(name, value)));
        }
        headers.add(SipText.header("To", to));
        headers.add(SipText.header("CSeq", invite.cseqNumber() + " " + method));
        return new SipText(invite.startLine().replaceFirst("INVITE", method), headers, new byte[0]);
    }

    /** The ACK of a refusal belongs to the INVITE's transaction (RFC 3261, 17.1.1.3). */
    private void acknowledgeRefusal(SipText invite, SipText answer) throws IOException {
        link.send(hopByHop(invite, "ACK", answer.first("To").orElse("")).bytes());
    }

    private void respond(SipText request, String status, List<Header> more, byte[] body) throws IOException {
        List<Header> headers = new ArrayList<>();
        for (String name : List.of("Via", "Record-Route", "From", "To", "Call-ID", "CSeq")) {
            request.all(name).forEach(value -> headers.add(SipText.header(name, value)));
        }
        headers.addAll(more);
        link.send(new SipText("SIP/2.0 " + status, headers, body).bytes());
    }

    private static CallFailed refused(SipText answer) {
        Optional<String> warning = answer.first("Warning");
        return new CallFailed(
                answer.status(),
                "the recorder answered " + answer.startLine().substring("SIP/2.0 ".length())
                        + warning.map(text -> " (" + text + ")").orElse(""));
    }

    private static String uri(String contact) {
        int open = contact.indexOf('<');
        int close = contact.indexOf('>');
        return open >= 0 && close > open ? contact.substring(open + 1, close) : contact.split(";", 2)[0];
    }

    private static String token(SecureRandom random) {
        byte[] bytes = new byte[8];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
