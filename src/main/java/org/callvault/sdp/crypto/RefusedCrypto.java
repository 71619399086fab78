package org.callvault.sdp.crypto;

import java.util.Locale;

/** An {@code a=crypto} line that cannot be used, and why. It says nothing of the other lines of its stream. */
public record RefusedCrypto(Reason reason) implements ParsedCrypto {

    /** Why a line is passed over (RFC 4568). */
    public enum Reason {
        /** Not of the grammar of section 9.1. */
        MALFORMED,
        /** Section 5.1: tags are unique within an m-line. */
        DUPLICATE_TAG,
        UNKNOWN_SUITE,
        /** Section 6.1: key and salt are not as long as the suite's. */
        WRONG_KEY_LENGTH,
        /** Section 6.1: zero or above 2^48 packets. */
        BAD_LIFETIME,
        /** Section 6.1: an MKI is 1 to 128 bytes long, and several keys have one each, all of one length. */
        BAD_MKI,
        /** Section 6.3.1: no number from 0 to 24. */
        BAD_KDR,
        /** Section 6.3.2 and 6.3.3: UNENCRYPTED_SRTP, UNENCRYPTED_SRTCP or UNAUTHENTICATED_SRTP. */
        PROTECTION_WAIVED,
        /** Section 6.3.7: not known and not prefixed with "-". */
        UNKNOWN_SESSION_PARAMETER;

        /** As a metric label, such as {@code bad_mki}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
