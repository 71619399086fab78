package org.callvault.security.digest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/** The hashes of RFC 7616, section 6.1, in the order in which they are offered (RFC 8760, section 2.3). */
public enum DigestAlgorithm {
    SHA_256("SHA-256", "SHA-256"),
    SHA_512_256("SHA-512-256", "SHA-512/256"),
    /** Broken; only where an operator asks for it. */
    MD5("MD5", "MD5");

    private final String token;
    private final String jce;

    DigestAlgorithm(String token, String jce) {
        this.token = token;
        this.jce = jce;
    }

    /** As headers have it. */
    public String token() {
        return token;
    }

    /** Of a header's token, in any case. */
    public static Optional<DigestAlgorithm> of(String token) {
        return Arrays.stream(values())
                .filter(algorithm -> algorithm.token.equalsIgnoreCase(token))
                .findFirst();
    }

    /** H(text) in lower-case hexadecimal. */
    public String hash(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance(jce).digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JVM of ours has " + jce, impossible);
        }
    }

    /** What is stored of a password: H(user:realm:password) (RFC 7616, 3.4.2). */
    public String ha1(String user, String realm, String password) {
        return hash(user + ":" + realm + ":" + password);
    }
}
