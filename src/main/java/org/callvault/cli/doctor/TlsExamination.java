package org.callvault.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.callvault.config.Settings;
import org.callvault.security.CertificateChecks;
import org.callvault.security.CertificateFacts;
import org.callvault.security.CertificateProblem;
import org.callvault.security.CertificateProblem.Aspect;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemProblem;
import org.callvault.security.TlsContexts;
import org.callvault.security.TlsRehearsal;

/** Certificate and key: what is in the files, whether peers can take it, and a handshake. */
final class TlsExamination {
    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE);

    private TlsExamination() {}

    static List<Finding> of(Settings settings, Instant now) {
        Settings.Tls tls = settings.tls();
        if (!tls.enabled()) {
            return List.of(Finding.warn(
                    "TLS",
                    "it is off: anybody on the way can read the signalling, and the SRTP keys in it are refused",
                    "Set TLS_CERT_PATH and TLS_KEY_PATH; callvault certs makes a certificate for trials"));
        }
        Path file = tls.certificate().orElseThrow();
        List<Finding> findings = new ArrayList<>();
        try {
            List<X509Certificate> chain = PemCredentials.certificates(file);
            findings.add(Finding.ok("certificate", described(file, chain)));
            findings.addAll(suitability(chain, settings.sip().publicAddress(), now));
        } catch (PemProblem unusable) {
            findings.add(told("certificate", unusable));
        }
        Path key = tls.key().orElseThrow();
        findings.addAll(privacy(key));
        findings.addAll(together(file, key));
        tls.clientCa().ifPresent(bundle -> findings.addAll(authorities(bundle, now)));
        return findings;
    }

    /** For a bundle of authorities, whose certificates have no order and no names to cover. */
    static List<Finding> authorities(Path bundle, Instant now) {
        String check = "client authorities";
        try {
            List<X509Certificate> authorities = PemCredentials.certificates(bundle);
            List<Finding> findings = new ArrayList<>();
            for (X509Certificate authority : authorities) {
                if (authority.getBasicConstraints() < 0) {
                    findings.add(Finding.fail(
                            check,
                            CertificateFacts.of(authority).subject() + " in " + bundle + " is no authority",
                            "Name the certificates that signed the clients', not the clients' own"));
                }
                // One by one: as a chain they would have to stand in order.
                CertificateChecks.chain(List.of(authority), now)
                        .forEach(problem -> findings.add(found(check, problem)));
            }
            return findings.isEmpty()
                    ? List.of(Finding.ok(check, authorities.size() + " in " + bundle))
                    : List.copyOf(findings);
        } catch (PemProblem unusable) {
            return List.of(told(check, unusable));
        }
    }

    private static List<Finding> suitability(List<X509Certificate> chain, String publicAddress, Instant now) {
        List<CertificateProblem> problems = new ArrayList<>(CertificateChecks.chain(chain, now));
        problems.addAll(CertificateChecks.server(chain.getFirst(), publicAddress));
        List<Finding> findings = new ArrayList<>();
        for (Aspect aspect : Aspect.values()) {
            List<Finding> wrong = problems.stream()
                    .filter(problem -> problem.aspect() == aspect)
                    .map(problem -> found(label(aspect), problem))
                    .toList();
            findings.addAll(
                    wrong.isEmpty() ? List.of(Finding.ok(label(aspect), good(aspect, chain, publicAddress))) : wrong);
        }
        return findings;
    }

    private static Finding found(String check, CertificateProblem problem) {
        return problem.serious()
                ? Finding.fail(check, problem.wrong(), problem.remedy())
                : Finding.warn(check, problem.wrong(), problem.remedy());
    }

    private static String label(Aspect aspect) {
        return switch (aspect) {
            case ORDER -> "chain order";
            case VALIDITY -> "validity";
            case STRENGTH -> "strength";
            case PURPOSE -> "purpose";
            case NAMES -> "names";
        };
    }

    private static String good(Aspect aspect, List<X509Certificate> chain, String publicAddress) {
        CertificateFacts own = CertificateFacts.of(chain.getFirst());
        return switch (aspect) {
            case ORDER -> "each certificate is signed by the next";
            case VALIDITY -> "valid until " + own.notAfter();
            case STRENGTH -> own.key() + " bits, " + own.signature();
            case PURPOSE -> "it may serve TLS";
            case NAMES -> "it names the public address " + publicAddress;
        };
    }

    private static String described(Path file, List<X509Certificate> chain) {
        CertificateFacts own = CertificateFacts.of(chain.getFirst());
        return file + " holds " + own.subject() + (chain.size() == 1 ? "" : " and " + (chain.size() - 1) + " more");
    }

    private static List<Finding> privacy(Path key) {
        try {
            boolean open = Files.getPosixFilePermissions(key).stream().anyMatch(OTHERS::contains);
            return open
                    ? List.of(Finding.warn("key privacy", "others may read " + key, "Run: chmod 600 " + key))
                    : List.of(Finding.ok("key privacy", "only its owner may read " + key));
        } catch (IOException | UnsupportedOperationException cannotTell) {
            // A missing file is told when it is loaded.
            return List.of();
        }
    }

    private static List<Finding> together(Path certificate, Path key) {
        PemCredentials credentials;
        try {
            credentials = PemCredentials.load(certificate, key);
        } catch (PemProblem unusable) {
            return List.of(told("key", unusable));
        }
        Finding belongs = Finding.ok("key", key + " belongs to the certificate");
        try {
            TlsRehearsal.run(TlsContexts.server(credentials), credentials.chain());
            return List.of(belongs, Finding.ok("handshake", "TLS 1.2 and 1.3 succeed with this certificate"));
        } catch (SSLException | IllegalStateException refused) {
            return List.of(
                    belongs,
                    Finding.fail(
                            "handshake",
                            "TLS fails with this certificate: " + refused.getMessage(),
                            "Use a key on P-256, or RSA of 2048 bits or more, signed with SHA-256"));
        }
    }

    private static Finding told(String check, PemProblem problem) {
        return Finding.fail(check, problem.wrong(), problem.fix());
    }
}
