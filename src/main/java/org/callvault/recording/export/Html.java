package org.callvault.recording.export;

/** Text of strangers in pages: names of participants come from whoever calls. */
public final class Html {
    private Html() {}

    /** As text of an element or of a quoted attribute; what no page may hold becomes a mark. */
    public static String text(Object value) {
        String text = String.valueOf(value);
        StringBuilder safe = new StringBuilder(text.length() + 16);
        text.codePoints().forEach(point -> {
            switch (point) {
                case '&' -> safe.append("&amp;");
                case '<' -> safe.append("&lt;");
                case '>' -> safe.append("&gt;");
                case '"' -> safe.append("&quot;");
                case '\'' -> safe.append("&#39;");
                default -> safe.appendCodePoint(isPlain(point) ? point : 0xFFFD);
            }
        });
        return safe.toString();
    }

    /** Neither a control character nor one that turns the direction of what follows. */
    private static boolean isPlain(int point) {
        boolean turns = (point >= 0x202A && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
        boolean control = Character.isISOControl(point) && point != '\n' && point != '\t';
        return !turns && !control && Character.getType(point) != Character.SURROGATE;
    }
}
