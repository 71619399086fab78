package org.callvault.sdp.dtls;

import java.util.Locale;
import java.util.Optional;

/** Who begins the handshake (RFC 4145, section 4). */
public enum Setup {
    /** The describer does. */
    ACTIVE,
    /** The other side does. */
    PASSIVE,
    /** The answer decides. */
    ACTPASS;

    /** Empty for {@code holdconn}, which wants no connection for now, and for what is not known. */
    static Optional<Setup> parse(String value) {
        return switch (value.strip().toLowerCase(Locale.ROOT)) {
            case "active" -> Optional.of(ACTIVE);
            case "passive" -> Optional.of(PASSIVE);
            case "actpass" -> Optional.of(ACTPASS);
            default -> Optional.empty();
        };
    }

    /** As the line's value. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
