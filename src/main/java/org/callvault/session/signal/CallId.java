package org.callvault.session.signal;

/** A SIP Call-ID (RFC 3261, 20.8), compared byte by byte. */
public record CallId(String value) {
    public CallId {
        if (value.isEmpty() || value.length() > 255) {
            throw new IllegalArgumentException("a Call-ID has 1 to 255 characters");
        }
    }
}
