package org.callvault.sdp;

import java.util.Locale;
import java.util.Optional;

/** Direction of a stream as its describer sees it (RFC 8866, section 6.7). */
public enum Direction {
    SENDRECV,
    SENDONLY,
    RECVONLY,
    INACTIVE;

    /** The direction that an attribute of this name sets, if it sets one. */
    static Optional<Direction> ofAttribute(String name) {
        for (Direction direction : values()) {
            if (direction.token().equals(name)) {
                return Optional.of(direction);
            }
        }
        return Optional.empty();
    }

    /** As written after {@code a=}. */
    public String token() {
        return name().toLowerCase(Locale.ROOT);
    }
}
