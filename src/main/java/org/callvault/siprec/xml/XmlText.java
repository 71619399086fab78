package org.callvault.siprec.xml;

import java.util.regex.Pattern;

/** Escaping of text, and the repair of text that was not escaped. */
public final class XmlText {
    /** An ampersand that starts neither a predefined entity nor a character reference. */
    private static final Pattern STRAY_AMPERSAND =
            Pattern.compile("&(?!(?:amp|lt|gt|apos|quot|#[0-9]{1,7}|#x[0-9A-Fa-f]{1,6});)");

    private XmlText() {}

    public static String escapeStrayAmpersands(String text) {
        return STRAY_AMPERSAND.matcher(text).replaceAll("&amp;");
    }

    /** For text and for attributes in double quotes; characters that XML cannot hold are left out. */
    public static String escape(String text) {
        StringBuilder escaped = new StringBuilder(text.length() + 16);
        text.codePoints().filter(XmlText::isAllowed).forEach(c -> {
            switch (c) {
                case '&' -> escaped.append("&amp;");
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '"' -> escaped.append("&quot;");
                default -> escaped.appendCodePoint(c);
            }
        });
        return escaped.toString();
    }

    /** XML 1.0, production 2. */
    private static boolean isAllowed(int c) {
        boolean blank = c == '\t' || c == '\n' || c == '\r';
        boolean plane0 = (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD);
        return blank || plane0 || c >= 0x10000;
    }
}
