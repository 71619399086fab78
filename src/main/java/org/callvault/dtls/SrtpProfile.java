package org.callvault.dtls;

import java.util.Arrays;
import java.util.Optional;
import org.callvault.srtp.SrtpSuite;

/** The protection profiles that are offered and taken, best first (RFC 5764, section 4.1.2, RFC 7714, section 14.2). */
enum SrtpProfile {
    SRTP_AEAD_AES_256_GCM(0x0008, SrtpSuite.AEAD_AES_256_GCM),
    SRTP_AEAD_AES_128_GCM(0x0007, SrtpSuite.AEAD_AES_128_GCM),
    SRTP_AES128_CM_HMAC_SHA1_80(0x0001, SrtpSuite.AES_CM_128_HMAC_SHA1_80),
    SRTP_AES128_CM_HMAC_SHA1_32(0x0002, SrtpSuite.AES_CM_128_HMAC_SHA1_32);

    private final int code;
    private final SrtpSuite suite;

    SrtpProfile(int code, SrtpSuite suite) {
        this.code = code;
        this.suite = suite;
    }

    int code() {
        return code;
    }

    SrtpSuite suite() {
        return suite;
    }

    static int[] codes() {
        return Arrays.stream(values()).mapToInt(SrtpProfile::code).toArray();
    }

    /** The best of those; the order of the peer does not matter. */
    static Optional<SrtpProfile> best(int[] offered) {
        return Arrays.stream(values())
                .filter(profile -> Arrays.stream(offered).anyMatch(code -> code == profile.code))
                .findFirst();
    }
}
