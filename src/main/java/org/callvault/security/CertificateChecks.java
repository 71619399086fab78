package org.callvault.security;

import java.net.InetAddress;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.callvault.security.CertificateProblem.Aspect;
import org.jspecify.annotations.Nullable;

/** What is wrong with a certificate chain, as far as one can tell by looking at it. */
public final class CertificateChecks {
    /** From then on an expiry is worth a warning. */
    public static final Duration SOON = Duration.ofDays(30);

    private static final String SERVER_AUTH = "1.3.6.1.5.5.7.3.1";
    private static final String ANY_PURPOSE = "2.5.29.37.0";
    private static final int LEAST_RSA = 2048;
    private static final int LEAST_EC = 256;

    private CertificateChecks() {}

    /** Order, validity and strength of a chain or a bundle of authorities, not empty. */
    public static List<CertificateProblem> chain(List<X509Certificate> chain, Instant now) {
        List<CertificateProblem> problems = new ArrayList<>(ChainOrder.problems(chain));
        for (X509Certificate certificate : chain) {
            problems.addAll(validity(certificate, now));
            problems.addAll(strength(certificate));
        }
        return problems;
    }

    /**
     * Whether a certificate suits a server that peers call by this name.
     *
     * @param host a DNS name or an IP address without brackets
     */
    public static List<CertificateProblem> server(X509Certificate own, String host) {
        List<CertificateProblem> problems = new ArrayList<>(purpose(own));
        problems.addAll(names(CertificateFacts.of(own), host));
        return problems;
    }

    private static List<CertificateProblem> validity(X509Certificate certificate, Instant now) {
        CertificateFacts facts = CertificateFacts.of(certificate);
        if (now.isBefore(facts.notBefore())) {
            return one(
                    Aspect.VALIDITY,
                    true,
                    facts.subject() + " is not valid before " + facts.notBefore(),
                    "Check this machine's clock, or wait");
        }
        if (now.isAfter(facts.notAfter())) {
            return one(Aspect.VALIDITY, true, facts.subject() + " expired at " + facts.notAfter(), "Renew it");
        }
        return facts.notAfter().isBefore(now.plus(SOON))
                ? one(
                        Aspect.VALIDITY,
                        false,
                        facts.subject() + " expires in " + facts.daysLeft(now) + " days, at " + facts.notAfter(),
                        "Renew it; a running node takes new files by itself")
                : List.of();
    }

    private static List<CertificateProblem> strength(X509Certificate certificate) {
        CertificateFacts facts = CertificateFacts.of(certificate);
        List<CertificateProblem> problems = new ArrayList<>();
        int bits = CertificateFacts.keyBits(certificate.getPublicKey());
        boolean weak =
                switch (certificate.getPublicKey().getAlgorithm()) {
                    case "RSA" -> bits < LEAST_RSA;
                    case "EC" -> bits < LEAST_EC;
                    default -> false;
                };
        if (weak) {
            problems.add(new CertificateProblem(
                    Aspect.STRENGTH,
                    true,
                    facts.subject() + " has a weak key, " + facts.key() + " bits",
                    "Have it issued anew for a key on P-256, or RSA of 3072 bits"));
        }
        String signature = facts.signature().toUpperCase(Locale.ROOT);
        // Nobody verifies a root's own signature: it is trusted by being there.
        if ((signature.startsWith("SHA1") || signature.startsWith("MD")) && !ChainOrder.isRoot(certificate)) {
            problems.add(new CertificateProblem(
                    Aspect.STRENGTH,
                    true,
                    facts.subject() + " is signed with " + facts.signature() + ", which TLS peers refuse",
                    "Have it issued anew with SHA-256 or better"));
        }
        return problems;
    }

    private static List<CertificateProblem> purpose(X509Certificate own) {
        List<CertificateProblem> problems = new ArrayList<>();
        List<String> purposes = purposes(own);
        if (!purposes.isEmpty() && !purposes.contains(SERVER_AUTH) && !purposes.contains(ANY_PURPOSE)) {
            problems.add(new CertificateProblem(
                    Aspect.PURPOSE,
                    true,
                    "its extended key usage lacks serverAuth",
                    "Have it issued anew with extendedKeyUsage=serverAuth"));
        }
        boolean[] usage = own.getKeyUsage();
        if (usage != null && !usage[0]) {
            problems.add(new CertificateProblem(
                    Aspect.PURPOSE,
                    true,
                    "its key usage lacks digitalSignature, without which there is no TLS 1.3",
                    "Have it issued anew with keyUsage=digitalSignature"));
        }
        return problems;
    }

    /** None means any (RFC 5280, 4.2.1.12). */
    private static List<String> purposes(X509Certificate own) {
        try {
            List<String> purposes = own.getExtendedKeyUsage();
            return purposes == null ? List.of() : purposes;
        } catch (CertificateParsingException unreadable) {
            return List.of();
        }
    }

    private static List<CertificateProblem> names(CertificateFacts own, String host) {
        if (own.names().isEmpty()) {
            return one(
                    Aspect.NAMES,
                    true,
                    "it has no subject alternative names, and peers do not look at the common name",
                    "Have it issued anew with subjectAltName=" + altName(host));
        }
        return own.names().stream().anyMatch(name -> covers(name, host))
                ? List.of()
                : one(
                        Aspect.NAMES,
                        false,
                        "it names " + String.join(", ", own.names()) + ", but not the public address " + host,
                        "If SBCs call the node by " + host + " have it issued anew with subjectAltName=" + altName(host)
                                + ", otherwise set CALLVAULT_PUBLIC_ADDRESS to what they call");
    }

    private static String altName(String host) {
        return (address(host) == null ? "DNS:" : "IP:") + host;
    }

    /** No wildcards: SIP does not match them (RFC 5922, 7.2). A sip: URI names its host (7.1). */
    private static boolean covers(String name, String host) {
        String text = name.substring(name.indexOf(':') + 1);
        if (name.startsWith("IP:")) {
            InetAddress wanted = address(host);
            return wanted != null && wanted.equals(address(text));
        }
        return (name.startsWith("DNS:") && text.equalsIgnoreCase(host))
                || (name.startsWith("URI:") && text.equalsIgnoreCase("sip:" + host));
    }

    private static @Nullable InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException aName) {
            return null;
        }
    }

    private static List<CertificateProblem> one(Aspect aspect, boolean serious, String wrong, String remedy) {
        return List.of(new CertificateProblem(aspect, serious, wrong, remedy));
    }
}
