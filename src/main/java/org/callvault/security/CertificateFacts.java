package org.callvault.security;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;

/**
 * What a certificate says, for people.
 *
 * @param names subject alternative names, as {@code DNS:host}, {@code IP:address}, {@code URI:...}
 * @param key kind and size of its key, for example {@code EC 256} or {@code RSA 3072}
 * @param signature how its issuer signed it
 * @param sha256 fingerprint, upper-case hexadecimal pairs with colons
 */
public record CertificateFacts(
        String subject,
        String issuer,
        List<String> names,
        String key,
        String signature,
        Instant notBefore,
        Instant notAfter,
        String sha256) {
    private static final int DNS = 2;
    private static final int URI = 6;
    private static final int ADDRESS = 7;

    public CertificateFacts {
        names = List.copyOf(names);
    }

    /** Reads them; names that cannot be read count as none. */
    public static CertificateFacts of(X509Certificate certificate) {
        return new CertificateFacts(
                certificate.getSubjectX500Principal().getName(),
                certificate.getIssuerX500Principal().getName(),
                names(certificate),
                certificate.getPublicKey().getAlgorithm() + " " + keyBits(certificate.getPublicKey()),
                certificate.getSigAlgName(),
                certificate.getNotBefore().toInstant(),
                certificate.getNotAfter().toInstant(),
                fingerprint(certificate));
    }

    /** Whole days until it expires; negative when it has. */
    public long daysLeft(Instant now) {
        return daysBetween(now, notAfter);
    }

    static long daysBetween(Instant now, Instant end) {
        return Math.floorDiv(
                Duration.between(now, end).toSeconds(), Duration.ofDays(1).toSeconds());
    }

    /** Size of a key in bits, 0 where the kind has no such measure. */
    static int keyBits(PublicKey key) {
        return switch (key) {
            case RSAPublicKey rsa -> rsa.getModulus().bitLength();
            case ECPublicKey ec -> ec.getParams().getOrder().bitLength();
            default -> 0;
        };
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            Collection<List<?>> entries = certificate.getSubjectAlternativeNames();
            List<String> names = new ArrayList<>();
            for (List<?> entry : entries == null ? List.<List<?>>of() : entries) {
                names.add(
                        prefix((Integer) entry.getFirst()) + (entry.get(1) instanceof String text ? text : "(binary)"));
            }
            return names;
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }

    private static String prefix(int type) {
        return switch (type) {
            case DNS -> "DNS:";
            case URI -> "URI:";
            case ADDRESS -> "IP:";
            default -> "other:";
        };
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(digest);
        } catch (NoSuchAlgorithmException | CertificateEncodingException impossible) {
            throw new IllegalStateException("a certificate that was parsed has an encoding", impossible);
        }
    }
}
