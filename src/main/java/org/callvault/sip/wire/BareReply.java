package org.callvault.sip.wire;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** A response made of header lines alone, for requests that the stack cannot take (RFC 3261, 8.2.6.2). */
public final class BareReply {
    private static final List<String> COPIED = List.of("via", "from", "to", "call-id", "cseq");
    private static final Pattern TAG = Pattern.compile(";\\s*tag\\s*=", Pattern.CASE_INSENSITIVE);

    private BareReply() {}

    /**
     * The response, or nothing where no response can be given: to a response, to an ACK, or where a header is missing that
     * every response repeats.
     *
     * @param reason a reason phrase of our own
     */
    public static Optional<byte[]> to(SipHead head, int status, String reason) {
        if (!head.isRequest() || head.method().equals("ACK")) {
            return Optional.empty();
        }
        StringBuilder text = new StringBuilder("SIP/2.0 " + status + " " + reason + "\r\n");
        for (String name : COPIED) {
            List<SipHead.Line> lines = head.lines().stream()
                    .filter(line -> line.name().equals(name))
                    .toList();
            if (lines.isEmpty()) {
                return Optional.empty();
            }
            for (SipHead.Line line : lines) {
                text.append(name).append(": ").append(line.value());
                if (name.equals("to") && !TAG.matcher(line.value()).find()) {
                    text.append(";tag=").append(Integer.toHexString(head.hashCode()));
                }
                text.append("\r\n");
            }
        }
        text.append("Server: Callvault\r\nContent-Length: 0\r\n\r\n");
        return Optional.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }
}
