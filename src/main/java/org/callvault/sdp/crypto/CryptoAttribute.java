package org.callvault.sdp.crypto;

import java.util.Arrays;
import java.util.Base64;
import org.callvault.srtp.SrtpKeyParams;
import org.callvault.srtp.SrtpMasterKey;
import org.callvault.srtp.SrtpSuite;

/**
 * A usable {@code a=crypto} line (RFC 4568):
 *
 * <pre>{@code
 * 1 AES_CM_128_HMAC_SHA1_80 inline:BASE64(key || salt)|2^20|1:4 WSH=128
 * | |                              |                   |    |   session parameters
 * | suite                          key and salt        |    MKI:length
 * tag                                                  lifetime in packets
 * }</pre>
 *
 * @param tag ties the answer's line to the offer's
 * @param suiteName as the peer spells it; the answer repeats this spelling
 * @param keys what the line's author encrypts with
 */
public record CryptoAttribute(int tag, String suiteName, SrtpSuite suite, SrtpKeyParams keys) implements ParsedCrypto {

    /** Reads the value of an {@code a=crypto} line. */
    public static ParsedCrypto parse(String value) {
        return CryptoReader.read(value);
    }

    /** The line that answers this one: same tag, same suite, a key of our own. Holds the key: never log it. */
    public static String line(int tag, String suiteName, SrtpMasterKey key) {
        byte[] keyAndSalt = key.keyAndSalt();
        try {
            return "a=crypto:" + tag + " " + suiteName + " inline:"
                    + Base64.getEncoder().encodeToString(keyAndSalt);
        } finally {
            Arrays.fill(keyAndSalt, (byte) 0);
        }
    }
}
