package org.callvault.siprec.body;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The headers of a part that matter here.
 *
 * @param transferEncoding in lower case; empty is as good as binary
 */
record PartHeaders(HeaderValue type, @Nullable HeaderValue disposition, String transferEncoding) {

    /**
     * Headers and where the content behind them starts.
     *
     * @param contentStart offset into the body
     */
    record Split(PartHeaders headers, int contentStart) {}

    /** Reads header lines up to the empty line, or up to the first line that is no header. */
    static Split read(byte[] body, int start, int end) {
        Map<String, String> fields = new LinkedHashMap<>();
        String name = "";
        int at = start;
        while (at < end) {
            int next = lineEnd(body, at, end);
            String line = new String(body, at, next - at, StandardCharsets.UTF_8);
            if (line.isBlank()) {
                return new Split(of(fields), next);
            }
            boolean folded = Character.isWhitespace(line.charAt(0)) && !name.isEmpty();
            int colon = line.indexOf(':');
            if (!folded && !isHeader(line, colon)) {
                break;
            }
            name = folded ? name : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
            keep(fields, name, folded ? line.strip() : line.substring(colon + 1).strip(), folded);
            at = next;
        }
        return new Split(of(fields), at);
    }

    @Nullable
    String handling() {
        String stated = disposition == null ? null : disposition.parameters().get("handling");
        return stated == null ? null : stated.toLowerCase(Locale.ROOT);
    }

    /** The content with its transfer encoding undone; what does not decode stays as it is, for its reader to judge. */
    byte[] decode(byte[] content) {
        if (!transferEncoding.equals("base64")) {
            return content;
        }
        try {
            return Base64.getMimeDecoder().decode(content);
        } catch (IllegalArgumentException notBase64) {
            return content;
        }
    }

    /** Only the three that matter are kept, so a hostile header block holds no memory. */
    private static void keep(Map<String, String> fields, String name, String value, boolean folded) {
        switch (name) {
            case "content-type", "content-disposition", "content-transfer-encoding", "c" -> {
                String known = name.equals("c") ? "content-type" : name;
                // A value is at most a few lines: joining many folded ones would cost their square.
                if (folded && fields.getOrDefault(known, "").length() < 1024) {
                    fields.merge(known, value, (before, more) -> before + " " + more);
                } else {
                    fields.putIfAbsent(known, value);
                }
            }
            default -> {}
        }
    }

    private static PartHeaders of(Map<String, String> fields) {
        String disposition = fields.get("content-disposition");
        return new PartHeaders(
                HeaderValue.parse(fields.getOrDefault("content-type", "text/plain")),
                disposition == null ? null : HeaderValue.parse(disposition),
                fields.getOrDefault("content-transfer-encoding", "").toLowerCase(Locale.ROOT));
    }

    private static boolean isHeader(String line, int colon) {
        return colon > 0
                && line.substring(0, colon).strip().chars().allMatch(c -> c > ' ' && c < 127 && c != '<' && c != '=');
    }

    private static int lineEnd(byte[] body, int from, int end) {
        int i = from;
        while (i < end && body[i] != '\n') {
            i++;
        }
        return Math.min(i + 1, end);
    }
}
