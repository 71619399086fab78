package org.callvault.dtls;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/**
 * The hash of a certificate as an {@code a=fingerprint} line has it (RFC 8122, section 5).
 *
 * @param hex bytes in capitals, with colons
 */
public record Fingerprint(Hash hash, String hex) {
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

    /** The hashes that are taken; SHA-1 and weaker ones are not (RFC 8122, section 5.1). */
    public enum Hash {
        SHA_256("sha-256", "SHA-256", 32),
        SHA_384("sha-384", "SHA-384", 48),
        SHA_512("sha-512", "SHA-512", 64);

        private final String token;
        private final String algorithm;
        private final int length;

        Hash(String token, String algorithm, int length) {
            this.token = token;
            this.algorithm = algorithm;
            this.length = length;
        }

        private static Optional<Hash> named(String token) {
            for (Hash hash : values()) {
                if (hash.token.equals(token.toLowerCase(Locale.ROOT))) {
                    return Optional.of(hash);
                }
            }
            return Optional.empty();
        }
    }

    /** Reads a line's value, such as {@code sha-256 AB:CD}; empty for a hash that is not taken or one of another length. */
    public static Optional<Fingerprint> parse(String value) {
        String[] words = value.strip().split("[ \t]+", -1);
        return words.length == 2
                ? Hash.named(words[0]).flatMap(hash -> bytesOf(words[1])
                        .filter(bytes -> bytes.length == hash.length)
                        .map(bytes -> new Fingerprint(hash, COLONS.formatHex(bytes))))
                : Optional.empty();
    }

    /** Of a certificate in DER. */
    public static Fingerprint of(Hash hash, byte[] certificate) {
        try {
            byte[] digest = MessageDigest.getInstance(hash.algorithm).digest(certificate);
            return new Fingerprint(hash, COLONS.formatHex(digest));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has " + hash.algorithm, e);
        }
    }

    boolean isOf(byte[] certificate) {
        return equals(of(hash, certificate));
    }

    /** As the line's value. */
    public String text() {
        return hash.token + " " + hex;
    }

    private static Optional<byte[]> bytesOf(String hex) {
        try {
            return Optional.of(COLONS.parseHex(hex));
        } catch (IllegalArgumentException notHex) {
            return Optional.empty();
        }
    }
}
