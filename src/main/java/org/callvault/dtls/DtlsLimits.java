package org.callvault.dtls;

import java.time.Duration;

/**
 * Bounds of a node's handshakes.
 *
 * @param handshake the longest that one may take
 * @param resend silence after which a flight is sent again; doubled each time (RFC 6347, section 4.2.4.1)
 * @param handshakes at once
 */
public record DtlsLimits(Duration handshake, Duration resend, int handshakes) {
    /** What OpenSSL and browsers begin with or less: media waits for it. */
    public static final Duration RESEND = Duration.ofMillis(500);
}
