package org.callvault.security;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A certificate authority and a server certificate for development and demonstrations; real deployments bring their own.
 *
 * @param caCertificate what a client must trust
 * @param certificate the server's chain, PEM
 * @param key the server's private key, PEM (PKCS#8), mode 0600
 */
public record DevelopmentCertificates(Path caCertificate, Path certificate, Path key) {
    private static final Duration LEAST_REST = Duration.ofDays(1);

    /**
     * Makes the files, or keeps what is there if it is valid for a day more and names all hosts. The CA is kept as long as it
     * is valid, so that clients that trust it need not change.
     *
     * @param directory made if missing, mode 0700 then
     * @param hosts host names and IP addresses that the server certificate names
     */
    public static DevelopmentCertificates create(Path directory, List<String> hosts) {
        DevelopmentCertificates paths = new DevelopmentCertificates(
                directory.resolve("ca.pem"), directory.resolve("server.pem"), directory.resolve("server.key"));
        if (!paths.usable(hosts)) {
            new DevelopmentAuthority(directory, Clock.systemUTC()).issue(paths, hosts);
        }
        return paths;
    }

    private boolean usable(List<String> hosts) {
        if (!Files.exists(caCertificate) || !Files.exists(certificate) || !Files.exists(key)) {
            return false;
        }
        try {
            X509Certificate own = PemCredentials.load(certificate, key).certificate();
            X509Certificate ca = PemCredentials.certificates(caCertificate).getFirst();
            own.verify(ca.getPublicKey());
            Date soon = Date.from(Clock.systemUTC().instant().plus(LEAST_REST));
            own.checkValidity(soon);
            ca.checkValidity(soon);
            return names(own).containsAll(hosts);
        } catch (PemProblem | GeneralSecurityException unusable) {
            return false;
        }
    }

    private static Set<String> names(X509Certificate certificate) throws CertificateException {
        try {
            Set<String> names = new HashSet<>();
            for (List<?> name :
                    Objects.requireNonNullElse(certificate.getSubjectAlternativeNames(), Set.<List<?>>of())) {
                names.add(String.valueOf(name.get(1)));
            }
            return names;
        } catch (CertificateParsingException broken) {
            throw new CertificateException(broken);
        }
    }
}
