package org.callvault.security;

import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.callvault.security.CertificateProblem.Aspect;

/** Whether a chain stands as TLS sends it: the sender's own certificate first, each signed by the next (RFC 8446, 4.4.2). */
final class ChainOrder {
    private static final String REMEDY =
            "Put the node's own certificate first, then the one that signed it, and so on; the root may be left out";

    private ChainOrder() {}

    static List<CertificateProblem> problems(List<X509Certificate> chain) {
        if (chain.stream().allMatch(ChainOrder::isRoot)) {
            // A bundle of authorities has no order.
            return List.of();
        }
        List<CertificateProblem> problems = new ArrayList<>();
        if (isAuthority(chain.getFirst()) && !chain.stream().allMatch(ChainOrder::isAuthority)) {
            problems.add(problem("the first certificate is an authority's: " + name(chain.getFirst())));
        }
        for (int i = 0; i + 1 < chain.size(); i++) {
            if (!signedBy(chain.get(i), chain.get(i + 1))) {
                problems.add(problem(broken(chain, i)));
            }
        }
        return problems;
    }

    private static String broken(List<X509Certificate> chain, int place) {
        X509Certificate certificate = chain.get(place);
        X509Certificate next = chain.get(place + 1);
        if (certificate.equals(next)) {
            return "certificate " + (place + 1) + " stands there twice: " + name(certificate);
        }
        Optional<X509Certificate> signer = chain.stream()
                .filter(other -> !other.equals(certificate) && signedBy(certificate, other))
                .findFirst();
        return "certificate " + (place + 2) + " (" + name(next) + ") did not sign certificate " + (place + 1) + " ("
                + name(certificate) + ")"
                + signer.map(found -> ": certificate " + (chain.indexOf(found) + 1) + " did")
                        .orElse("");
    }

    private static CertificateProblem problem(String wrong) {
        return new CertificateProblem(Aspect.ORDER, true, wrong, REMEDY);
    }

    static boolean isAuthority(X509Certificate certificate) {
        return certificate.getBasicConstraints() >= 0;
    }

    static boolean isRoot(X509Certificate certificate) {
        return isAuthority(certificate) && signedBy(certificate, certificate);
    }

    private static boolean signedBy(X509Certificate certificate, X509Certificate signer) {
        if (!certificate.getIssuerX500Principal().equals(signer.getSubjectX500Principal())) {
            return false;
        }
        try {
            certificate.verify(signer.getPublicKey());
            return true;
        } catch (GeneralSecurityException another) {
            return false;
        }
    }

    private static String name(X509Certificate certificate) {
        return certificate.getSubjectX500Principal().getName();
    }
}
