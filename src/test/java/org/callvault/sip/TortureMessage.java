package org.callvault.sip;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One message of RFC 4475, from {@code /torture/<label>.txt}, with the notation of its section 2: {@code <repeat count=n>} and
 * {@code <hex>}. Written so that answers come back: {@code {via}}, {@code {transport}} and {@code {port}} are the sender's,
 * {@code {id}} is new each time, {@code {length}} the true length of the body. Lines end in LF there and in CRLF here.
 */
record TortureMessage(String label, String id, byte[] bytes) {
    private static final Pattern REPEAT = Pattern.compile("<repeat count=(\\d+)>(.*?)</repeat>", Pattern.DOTALL);
    private static final Pattern HEX = Pattern.compile("<hex>([0-9A-F]*)</hex>");
    private static final String BLANK_LINE = "\r\n\r\n";

    static TortureMessage of(String label, Peer peer, String id) {
        return written(label, read(label), peer, id);
    }

    /** The same message with its method replaced. */
    static TortureMessage as(String method, String label, Peer peer, String id) {
        String text = read(label);
        String own = text.substring(0, text.indexOf(' '));
        return written(label, text.replaceAll("\\b" + Pattern.quote(own) + "\\b", method), peer, id);
    }

    private static TortureMessage written(String label, String template, Peer peer, String id) {
        String text = REPEAT.matcher(template.replace("\n", "\r\n"))
                .replaceAll(
                        repeat -> Matcher.quoteReplacement(repeat.group(2).repeat(Integer.parseInt(repeat.group(1)))))
                .replace("{via}", "SIP/2.0/{transport} 127.0.0.1:{port}")
                .replace("{transport}", peer.transport())
                .replace("{port}", Integer.toString(peer.localPort()))
                .replace("{id}", id);
        int body = text.indexOf(BLANK_LINE) + BLANK_LINE.length();
        int length = bytes(text.substring(body)).length;
        return new TortureMessage(label, id, bytes(text.replace("{length}", Integer.toString(length))));
    }

    private static byte[] bytes(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Matcher hex = HEX.matcher(text);
        int from = 0;
        while (hex.find()) {
            bytes.writeBytes(text.substring(from, hex.start()).getBytes(StandardCharsets.UTF_8));
            bytes.writeBytes(HexFormat.of().parseHex(hex.group(1)));
            from = hex.end();
        }
        bytes.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static String read(String label) {
        try (InputStream file = TortureMessage.class.getResourceAsStream("/torture/" + label + ".txt")) {
            return new String(Objects.requireNonNull(file, label).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
