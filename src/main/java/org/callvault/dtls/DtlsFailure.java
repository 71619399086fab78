package org.callvault.dtls;

import java.util.Locale;

/** Why a handshake, or a datagram of one, came to nothing. */
public enum DtlsFailure {
    /** The peer fell silent. */
    TIMED_OUT,
    /** The peer's certificate is not the one that its description names (RFC 5763, section 5). */
    WRONG_FINGERPRINT,
    /** No certificate at all (RFC 5763, section 5: both sides show one). */
    NO_CERTIFICATE,
    /** The peer does not offer use_srtp with a profile that is taken (RFC 5764, section 4.1). */
    NO_COMMON_PROFILE,
    /** The peer ended it with a fatal alert. */
    ALERT_RECEIVED,
    /** Not what the protocol allows. */
    PROTOCOL,
    /** The stream has as many peers that shake hands as it may. */
    TOO_MANY_PEERS,
    /** The node has as many handshakes as it may. */
    TOO_MANY_HANDSHAKES,
    /** More datagrams than the handshake takes in. */
    OVERFLOW,
    /** Of no handshake that is known. */
    UNEXPECTED,
    /** The stream is gone, or has another association. */
    CLOSED,
    /** A fault of ours. */
    FAILED;

    /** As a metric label, such as {@code wrong_fingerprint}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
