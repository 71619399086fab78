package org.callvault.sdp.answer;

import java.util.Locale;

/** Why an m-line is answered with port 0. */
public enum RefusalReason {
    NOT_AUDIO,
    /** Removed by the SRC (RFC 7866, section 7.1.1.1): no fault. */
    PORT_ZERO,
    NO_COMMON_CODEC,
    /** No {@code a=crypto} line is usable. */
    NO_USABLE_CRYPTO,
    /** DTLS-SRTP without a fingerprint by a hash that is taken (RFC 8122), or without a wish for a connection. */
    NO_USABLE_FINGERPRINT,
    /** Keys may not travel over signalling that anybody can read (RFC 4568, section 8.3). */
    KEYS_OVER_PLAINTEXT_SIGNALLING,
    PROTOCOL_UNSUPPORTED,
    PLAINTEXT_FORBIDDEN,
    SRTP_DISABLED,
    TOO_MANY_STREAMS;

    /** As a metric label, such as {@code no_common_codec}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
