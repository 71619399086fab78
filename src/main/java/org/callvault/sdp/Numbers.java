package org.callvault.sdp;

import java.util.Optional;

/** Decimal numbers of the wire: digits alone, without sign, bounded. */
public final class Numbers {
    private Numbers() {}

    /** At most nine digits, so that no value overflows. */
    public static Optional<Integer> decimal(String text) {
        if (text.isEmpty() || text.length() > 9) {
            return Optional.empty();
        }
        int value = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return Optional.empty();
            }
            value = value * 10 + digit;
        }
        return Optional.of(value);
    }

    static Optional<Integer> portOf(String text) {
        return decimal(text).filter(port -> port <= 65535);
    }

    public static Optional<Integer> payloadTypeOf(String text) {
        return decimal(text).filter(payloadType -> payloadType <= 127);
    }
}
