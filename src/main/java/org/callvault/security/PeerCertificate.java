package org.callvault.security;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * The certificate that a peer proved to hold.
 *
 * @param subject distinguished name (RFC 4514)
 * @param names DNS names and URIs of its subjectAltName; its common name only where it has none (RFC 6125, 6.4.4)
 * @param sha256 fingerprint of the whole certificate, in hexadecimal
 */
public record PeerCertificate(String subject, List<String> names, String sha256) {
    private static final int DNS_NAME = 2;
    private static final int URI = 6;

    public PeerCertificate {
        names = List.copyOf(names);
    }

    /** What is known of a certificate that the trust manager has accepted. */
    public static PeerCertificate of(X509Certificate certificate) {
        try {
            List<String> names = alternativeNames(certificate);
            String subject = certificate.getSubjectX500Principal().getName();
            String sha256 = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
            return new PeerCertificate(subject, names.isEmpty() ? commonName(subject) : names, sha256);
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("a certificate that was accepted cannot be read", e);
        }
    }

    private static List<String> alternativeNames(X509Certificate certificate) throws GeneralSecurityException {
        Collection<List<?>> all = certificate.getSubjectAlternativeNames();
        List<String> names = new ArrayList<>();
        if (all != null) {
            for (List<?> name : all) {
                boolean usable = name.getFirst() instanceof Integer type && (type == DNS_NAME || type == URI);
                if (usable && name.get(1) instanceof String text) {
                    names.add(text);
                }
            }
        }
        return names;
    }

    private static List<String> commonName(String subject) {
        try {
            return new LdapName(subject)
                    .getRdns().stream()
                            .filter(rdn -> rdn.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(String::valueOf)
                            .toList();
        } catch (InvalidNameException e) {
            return List.of();
        }
    }
}
