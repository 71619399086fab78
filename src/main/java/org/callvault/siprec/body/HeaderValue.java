package org.callvault.siprec.body;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A header value with parameters: {@code multipart/mixed; boundary="a;b"} (RFC 2045, section 5.1).
 *
 * @param value in lower case
 * @param parameters names in lower case, values unquoted
 */
record HeaderValue(String value, Map<String, String> parameters) {
    private static final int MAX_PARAMETERS = 32;

    static HeaderValue parse(String text) {
        List<String> fields = split(text);
        Map<String, String> parameters = new LinkedHashMap<>();
        for (String field : fields.subList(1, Math.min(fields.size(), MAX_PARAMETERS + 1))) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                String name = field.substring(0, equals).strip().toLowerCase(Locale.ROOT);
                parameters.putIfAbsent(name, unquote(field.substring(equals + 1).strip()));
            }
        }
        return new HeaderValue(fields.getFirst().strip().toLowerCase(Locale.ROOT), parameters);
    }

    /** Splits at semicolons that stand outside of quotes. */
    private static List<String> split(String text) {
        List<String> fields = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ';' && !quoted) {
                fields.add(text.substring(start, i));
                start = i + 1;
            }
        }
        fields.add(text.substring(start));
        return fields;
    }

    private static String unquote(String text) {
        if (text.length() < 2 || !text.startsWith("\"") || !text.endsWith("\"")) {
            return text;
        }
        StringBuilder plain = new StringBuilder(text.length());
        for (int i = 1; i < text.length() - 1; i++) {
            boolean escape = text.charAt(i) == '\\' && i + 1 < text.length() - 1;
            i += escape ? 1 : 0;
            plain.append(text.charAt(i));
        }
        return plain.toString();
    }
}
