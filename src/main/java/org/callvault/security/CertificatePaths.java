package org.callvault.security;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Certificates that come with a signature: how they hang together, and whether they lead to somebody who is trusted. */
public final class CertificatePaths {
    private static final Provider PROVIDER = new BouncyCastleProvider();

    private CertificatePaths() {}

    /**
     * A chain, each certificate signed by the next, as far as those that are given go; others are left out.
     *
     * @param first whose chain it is
     */
    public static List<X509Certificate> from(X509Certificate first, Collection<X509Certificate> given) {
        List<X509Certificate> left = new ArrayList<>(given);
        left.remove(first);
        List<X509Certificate> chain = new ArrayList<>(List.of(first));
        while (true) {
            X509Certificate last = chain.getLast();
            Optional<X509Certificate> next =
                    left.stream().filter(each -> isSignedBy(last, each)).findFirst();
            if (next.isEmpty()) {
                return chain;
            }
            chain.add(next.get());
            left.remove(next.get());
        }
    }

    /** Whether the last one, if it is a root, is as it was made, and no signature in a chain has bits that nobody signed. */
    public static boolean isUnaltered(List<X509Certificate> chain) {
        X509Certificate last = chain.getLast();
        boolean root = last.getSubjectX500Principal().equals(last.getIssuerX500Principal());
        return (!root || isSignedBy(last, last)) && chain.stream().allMatch(CertificatePaths::isPlain);
    }

    private static boolean isPlain(X509Certificate certificate) {
        try {
            return Certificate.getInstance(certificate.getEncoded())
                            .getSignature()
                            .getPadBits()
                    == 0;
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static boolean isSignedBy(X509Certificate certificate, X509Certificate by) {
        try {
            certificate.verify(by.getPublicKey(), PROVIDER);
            return certificate.getIssuerX500Principal().equals(by.getSubjectX500Principal());
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    /** Whether the first certificate of a chain is one of those that are trusted. */
    public static boolean isAnchor(List<X509Certificate> chain, Collection<X509Certificate> anchors) {
        return anchors.contains(chain.getFirst());
    }

    /**
     * Why nobody who is trusted vouches for the first certificate of a chain; empty where somebody does. Revocation is not
     * looked at.
     *
     * @param at when it has to have been valid
     */
    public static Optional<String> distrusted(
            List<X509Certificate> chain, Collection<X509Certificate> anchors, Instant at) {
        if (isAnchor(chain, anchors)) {
            return Optional.empty();
        }
        if (anchors.isEmpty()) {
            return Optional.of("nobody is trusted");
        }
        Set<TrustAnchor> trusted = new HashSet<>();
        anchors.forEach(each -> trusted.add(new TrustAnchor(each, null)));
        List<X509Certificate> path = new ArrayList<>(chain);
        path.removeIf(anchors::contains);
        try {
            PKIXParameters parameters = new PKIXParameters(trusted);
            parameters.setRevocationEnabled(false);
            parameters.setDate(Date.from(at));
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
            return Optional.empty();
        } catch (GeneralSecurityException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
