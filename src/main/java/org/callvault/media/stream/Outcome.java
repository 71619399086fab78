package org.callvault.media.stream;

import java.util.List;
import java.util.Locale;
import org.callvault.srtp.Unprotected;

/** What became of one datagram. */
public enum Outcome {
    /** Kept, in order or late. */
    RTP,
    /** Kept. */
    RTCP,
    /** Valid, and dropped because the stream is on hold. */
    PAUSED,
    /** Received before, and dropped; of plain RTP, with SRTP it is a replay. */
    DUPLICATE,
    /** DTLS, handed to the handshake that keys the stream. */
    DTLS,
    AUTHENTICATION_FAILED,
    /** It names a master key that was not agreed on. */
    UNKNOWN_MKI,
    REPLAYED,
    /** Older than the replay window reaches. */
    TOO_OLD,
    MALFORMED,
    /** Something else that shares the port (RFC 7983): STUN, DTLS where none was agreed on, a scanner's greeting. */
    NOT_RTP,
    TOO_MANY_SOURCES,
    /** Plain RTP from somewhere else while the stream's own source is active. */
    WRONG_SOURCE,
    /** SRTP before the handshake gave its keys; tried again with them for a moment. */
    NO_KEYS,
    /** DTLS while as much of it waits as the stream may have. */
    DTLS_DROPPED,
    OVERSIZE,
    /** A fault of ours; it costs this packet only. */
    FAILED;

    /** All outcomes, without a new array each time. */
    public static final List<Outcome> ALL = List.of(values());

    private final String label = name().toLowerCase(Locale.ROOT);

    static Outcome of(Unprotected unprotected) {
        return switch (unprotected) {
            case OK -> RTP;
            case MALFORMED -> MALFORMED;
            case AUTHENTICATION_FAILED -> AUTHENTICATION_FAILED;
            case UNKNOWN_MKI -> UNKNOWN_MKI;
            case REPLAYED -> REPLAYED;
            case TOO_OLD -> TOO_OLD;
            case TOO_MANY_SOURCES -> TOO_MANY_SOURCES;
        };
    }

    /** The name in metrics and manifests, such as authentication_failed. */
    public String label() {
        return label;
    }

    public boolean isKept() {
        return this == RTP || this == RTCP;
    }

    public boolean isRejected() {
        return compareTo(AUTHENTICATION_FAILED) >= 0;
    }
}
