package org.callvault.srtp;

import java.util.Optional;

/** Crypto suites of SDES (RFC 4568, section 6.2) with the sizes that RFC 3711 gives them, in bytes. */
public enum SrtpSuite {
    AES_CM_128_HMAC_SHA1_80(16, 14, 10, 10),
    AES_CM_128_HMAC_SHA1_32(16, 14, 4, 10);

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

    /** The suite of that SDES name, compared as RFC 4568 spells it. */
    public static Optional<SrtpSuite> named(String name) {
        for (SrtpSuite suite : values()) {
            if (suite.name().equals(name)) {
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
}
