package org.callvault.sdp;

/**
 * One {@code a=} line. Its text form hides the value of {@code a=crypto}, which holds a key.
 *
 * @param name as written; attribute names are case-sensitive
 * @param value what follows the colon, empty for a flag
 */
public record Attribute(String name, String value) {
    static final String CRYPTO = "crypto";

    /** Splits what follows {@code a=}. */
    static Attribute of(String text) {
        int colon = text.indexOf(':');
        return colon < 0
                ? new Attribute(text.strip(), "")
                : new Attribute(text.substring(0, colon).strip(), text.substring(colon + 1));
    }

    @Override
    public String toString() {
        // Compared without case, because a misspelt "Crypto" carries a key all the same.
        boolean secret = name.equalsIgnoreCase(CRYPTO);
        return "a=" + name + (value.isEmpty() ? "" : ":" + (secret ? "redacted" : value));
    }
}
