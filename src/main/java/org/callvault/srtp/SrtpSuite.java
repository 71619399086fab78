package org.callvault.srtp;

import java.util.Optional;

/**
 * Crypto suites of SDES with their sizes in bytes: AES in counter mode with HMAC-SHA1 (RFC 3711, RFC 4568, section 6.2, RFC
 * 6188), and AES in Galois/counter mode (RFC 7714), whose tag is the cipher's own.
 */
public enum SrtpSuite {
    AES_CM_128_HMAC_SHA1_80(16, 14, 10, 10),
    AES_CM_128_HMAC_SHA1_32(16, 14, 4, 10),
    AES_192_CM_HMAC_SHA1_80(24, 14, 10, 10),
    AES_192_CM_HMAC_SHA1_32(24, 14, 4, 10),
    AES_256_CM_HMAC_SHA1_80(32, 14, 10, 10),
    AES_256_CM_HMAC_SHA1_32(32, 14, 4, 10),
    AEAD_AES_128_GCM(16, 12, 16, 16),
    AEAD_AES_256_GCM(32, 12, 16, 16);

    private final int keyLength;
    private final int saltLength;
    private final int rtpTagLength;
    private final int rtcpTagLength;

    SrtpSuite(int keyLength, int saltLength, int rtpTagLength, int rtcpTagLength) {
        this.keyLength = keyLength;
        this.saltLength = saltLength;
        this.rtpTagLength = rtpTagLength;
        this.rtcpTagLength = rtcpTagLength;
    }

    /**
     * The suite of that SDES name. For the larger keys two spellings are in use, AES_256_CM (RFC 6188) and AES_CM_256, and
     * both are read.
     */
    public static Optional<SrtpSuite> named(String name) {
        String registered = name.replaceFirst("^AES_CM_(192|256)_", "AES_$1_CM_");
        for (SrtpSuite suite : values()) {
            if (suite.name().equals(registered)) {
                return Optional.of(suite);
            }
        }
        return Optional.empty();
    }

    public int keyLength() {
        return keyLength;
    }

    public int saltLength() {
        return saltLength;
    }

    /** What an SDES "inline:" carries: key and salt. */
    public int keyAndSaltLength() {
        return keyLength + saltLength;
    }

    public int rtpTagLength() {
        return rtpTagLength;
    }

    public int rtcpTagLength() {
        return rtcpTagLength;
    }

    /** Whether the cipher authenticates too; else there is an HMAC. */
    boolean isAead() {
        return saltLength == 12;
    }
}
