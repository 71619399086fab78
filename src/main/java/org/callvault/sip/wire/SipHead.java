package org.callvault.sip.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Start line and header lines of a message, unfolded, with long names in lower case and values as received.
 *
 * <p>The stack rewrites what it parses; a recorder wants the values that the SRC wrote, so they are kept beside the stack.
 *
 * @param contentLength in bytes; -1 where the header is missing
 */
public record SipHead(String startLine, List<Line> lines, int contentLength) implements HeadResult {
    /** One header line; a name may occur on several, and a value may hold several separated by commas. */
    public record Line(String name, String value) {}

    /** RFC 3261, 7.3.3 and the companions that registered more. */
    private static final Map<String, String> COMPACT = Map.ofEntries(
            Map.entry("a", "accept-contact"),
            Map.entry("b", "referred-by"),
            Map.entry("c", "content-type"),
            Map.entry("d", "request-disposition"),
            Map.entry("e", "content-encoding"),
            Map.entry("f", "from"),
            Map.entry("i", "call-id"),
            Map.entry("j", "reject-contact"),
            Map.entry("k", "supported"),
            Map.entry("l", "content-length"),
            Map.entry("m", "contact"),
            Map.entry("o", "event"),
            Map.entry("r", "refer-to"),
            Map.entry("s", "subject"),
            Map.entry("t", "to"),
            Map.entry("u", "allow-events"),
            Map.entry("v", "via"),
            Map.entry("x", "session-expires"),
            Map.entry("y", "identity"));

    private static final Pattern LINE_END = Pattern.compile("\r?\n");
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9.!%*_+`'~-]+");
    private static final Pattern START =
            Pattern.compile("[A-Za-z0-9.!%*_+`'~-]+ \\S+ SIP/\\d+\\.\\d+ *|SIP/\\d+\\.\\d+ \\d{3}( .*)?");

    private static final Pattern CLAIM = Pattern.compile("^\\S.* SIP/\\d+\\.\\d+$");

    /** Ten digits are more than any message of ours may have, and fit a long. */
    private static final Pattern LENGTH = Pattern.compile("\\d{1,10}");

    public SipHead {
        lines = List.copyOf(lines);
    }

    /** Whether a first line means to be one of SIP, be it well formed or not: only then is a refusal understood. */
    static boolean claimsSip(String line) {
        return line.startsWith("SIP/") || CLAIM.matcher(line).find();
    }

    /** Reads a head; the blank line at its end may be there or not. */
    public static HeadResult parse(byte[] bytes, int offset, int length) {
        List<String> unfolded = unfold(new String(bytes, offset, length, StandardCharsets.UTF_8));
        if (unfolded.isEmpty()) {
            return new Malformed("No SIP start line", Optional.empty());
        }
        List<Line> lines = new ArrayList<>(unfolded.size());
        for (String text : unfolded.subList(1, unfolded.size())) {
            int colon = text.indexOf(':');
            String name = colon < 0 ? "" : text.substring(0, colon).strip();
            if (!NAME.matcher(name).matches()) {
                return new Malformed("A header line without a name", Optional.empty());
            }
            String lower = name.toLowerCase(Locale.ROOT);
            lines.add(new Line(
                    COMPACT.getOrDefault(lower, lower),
                    text.substring(colon + 1).strip()));
        }
        String startLine = unfolded.getFirst();
        return START.matcher(startLine).matches()
                ? withLength(startLine.strip(), lines)
                : malformed("No SIP start line", startLine.strip(), lines);
    }

    private static List<String> unfold(String text) {
        List<String> unfolded = new ArrayList<>();
        for (String line : LINE_END.splitAsStream(text).toList()) {
            boolean continues = !line.isEmpty() && (line.charAt(0) == ' ' || line.charAt(0) == '\t');
            if (continues && unfolded.size() > 1) {
                unfolded.set(unfolded.size() - 1, unfolded.getLast() + " " + line.strip());
            } else if (!line.isBlank()) {
                unfolded.add(line);
            }
        }
        return unfolded;
    }

    private static HeadResult withLength(String startLine, List<Line> lines) {
        long length = -1;
        for (Line line : lines) {
            if (line.name().equals("content-length")) {
                if (!LENGTH.matcher(line.value()).matches()) {
                    return malformed("Content-Length is not a number", startLine, lines);
                }
                long given = Long.parseLong(line.value());
                if (length >= 0 && length != given) {
                    return malformed("Two different Content-Length headers", startLine, lines);
                }
                length = given;
            }
        }
        return new SipHead(startLine, lines, (int) Math.min(length, Integer.MAX_VALUE));
    }

    private static Malformed malformed(String reason, String startLine, List<Line> lines) {
        return new Malformed(reason, Optional.of(new SipHead(startLine, lines, -1)));
    }

    public boolean isRequest() {
        return !startLine.startsWith("SIP/");
    }

    /** The method of a request as written; a response has none: empty. */
    public String method() {
        return isRequest() ? startLine.substring(0, startLine.indexOf(' ')) : "";
    }

    /** The Request-URI of a request as written; a response has none: empty. */
    public String requestUri() {
        return isRequest() ? startLine.substring(startLine.indexOf(' ') + 1, startLine.lastIndexOf(' ')) : "";
    }

    /** "SIP/2.0" in all that we take. */
    public String version() {
        return isRequest()
                ? startLine.substring(startLine.lastIndexOf(' ') + 1)
                : startLine.substring(0, startLine.indexOf(' '));
    }

    /** The first value of a header, long name in lower case; null where there is none. */
    public @Nullable String first(String name) {
        List<String> values = values(name);
        return values.isEmpty() ? null : values.getFirst();
    }

    /** Every value of a header that is a list (RFC 3261, 7.3.1), in order, split at its commas. */
    public List<String> values(String name) {
        List<String> values = new ArrayList<>();
        for (Line line : lines) {
            if (line.name().equals(name)) {
                split(line.value(), values);
            }
        }
        return values;
    }

    /** The value of the first line of that name, whole; null where there is none. */
    public @Nullable String line(String name) {
        return lines.stream()
                .filter(line -> line.name().equals(name))
                .map(Line::value)
                .findFirst()
                .orElse(null);
    }

    /** Every header, values of a name in the order received. */
    public Map<String, List<String>> byName() {
        Map<String, List<String>> byName = new LinkedHashMap<>();
        for (Line line : lines) {
            byName.computeIfAbsent(line.name(), _ -> new ArrayList<>()).add(line.value());
        }
        byName.replaceAll((_, values) -> List.copyOf(values));
        return byName;
    }

    /** Commas inside quotes and angle brackets separate nothing. */
    private static void split(String value, List<String> into) {
        boolean quoted = false;
        int depth = 0;
        int from = 0;
        for (int i = 0; i < value.length(); i++) {
            switch (value.charAt(i)) {
                case '\\' -> i += quoted ? 1 : 0;
                case '"' -> quoted = !quoted;
                case '<' -> depth += quoted ? 0 : 1;
                case '>' -> depth -= quoted ? 0 : 1;
                case ',' -> {
                    if (!quoted && depth <= 0) {
                        add(value.substring(from, i), into);
                        from = i + 1;
                    }
                }
                default -> {}
            }
        }
        add(value.substring(from), into);
    }

    private static void add(String value, List<String> into) {
        if (!value.isBlank()) {
            into.add(value.strip());
        }
    }
}
