package org.callvault.cli.src;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A SIP message as start line, headers in order, and body; as much of RFC 3261 as a caller of its own needs. */
record SipText(String startLine, List<Header> headers, byte[] body) {
    SipText {
        headers = List.copyOf(headers);
    }

    record Header(String name, String value) {}

    static Header header(String name, Object value) {
        return new Header(name, value.toString());
    }

    /** Parses a whole message: head up to the empty line, the rest is the body. */
    static SipText parse(byte[] message, int length) {
        String text = new String(message, 0, length, StandardCharsets.ISO_8859_1);
        int end = text.indexOf("\r\n\r\n");
        String head = end < 0 ? text : text.substring(0, end);
        String[] lines = head.split("\r\n", -1);
        List<Header> headers = new ArrayList<>();
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            if (colon > 0) {
                headers.add(new Header(
                        lines[i].substring(0, colon).strip(),
                        lines[i].substring(colon + 1).strip()));
            }
        }
        byte[] body = end < 0 ? new byte[0] : text.substring(end + 4).getBytes(StandardCharsets.ISO_8859_1);
        return new SipText(lines[0], headers, body);
    }

    byte[] bytes() {
        StringBuilder head = new StringBuilder(startLine).append("\r\n");
        headers.forEach(header ->
                head.append(header.name()).append(": ").append(header.value()).append("\r\n"));
        head.append("Content-Length: ").append(body.length).append("\r\n\r\n");
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(head.toString().getBytes(StandardCharsets.UTF_8));
        all.writeBytes(body);
        return all.toByteArray();
    }

    boolean isResponse() {
        return startLine.startsWith("SIP/2.0 ");
    }

    /** Of a response. */
    int status() {
        return Integer.parseInt(startLine.split(" ", 3)[1]);
    }

    /** Of a request. */
    String method() {
        return startLine.split(" ", 2)[0];
    }

    Optional<String> first(String name) {
        return all(name).findFirst();
    }

    Stream<String> all(String name) {
        return headers.stream()
                .filter(header -> header.name().equalsIgnoreCase(name))
                .map(Header::value);
    }

    /** The method that CSeq names, and its number. */
    String cseqMethod() {
        return first("CSeq")
                .map(value -> value.substring(value.indexOf(' ') + 1).strip())
                .orElse("");
    }

    long cseqNumber() {
        return first("CSeq")
                .map(value -> Long.parseLong(value.substring(0, value.indexOf(' '))))
                .orElse(-1L);
    }

    /** The tag parameter of To. */
    Optional<String> toTag() {
        return first("To").flatMap(to -> {
            int at = to.toLowerCase(java.util.Locale.ROOT).lastIndexOf(";tag=");
            return at < 0 ? Optional.empty() : Optional.of(to.substring(at + 5).split("[;>\\s]", 2)[0]);
        });
    }
}
