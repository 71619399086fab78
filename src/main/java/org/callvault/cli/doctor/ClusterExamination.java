package org.callvault.cli.doctor;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.callvault.config.ClusterSettings;
import org.callvault.config.Settings;
import org.callvault.security.CertificateChecks;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemProblem;

/** What nodes show each other, and whether as many are asked as it takes. */
final class ClusterExamination {
    private static final String CHECK = "cluster";
    private static final String MAKE = "callvault certs cluster makes such";

    private ClusterExamination() {}

    static List<Finding> of(Settings settings, Instant now) {
        ClusterSettings cluster = settings.cluster();
        if (cluster.isAlone()) {
            return List.of(Finding.ok(CHECK, "this node is alone"));
        }
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(
                CHECK, "node \"" + settings.node().name() + "\" asks " + String.join(", ", cluster.seeds())));
        if (cluster.seeds().size() == 2) {
            findings.add(Finding.warn(
                    CHECK,
                    "of two nodes only one may die: without the one of the lower address the other ends too",
                    "Run three, at three machines (docs/clustering.md)"));
        }
        cluster.tls()
                .ifPresentOrElse(
                        tls -> findings.addAll(certificates(tls, now)),
                        () -> findings.add(Finding.warn(
                                CHECK,
                                "nodes talk in the clear, keys of calls among it",
                                "Name certificates in CALLVAULT_CLUSTER_CERT_PATH, CALLVAULT_CLUSTER_KEY_PATH and"
                                        + " CALLVAULT_CLUSTER_CA_PATH; " + MAKE)));
        return findings;
    }

    private static List<Finding> certificates(ClusterSettings.Tls tls, Instant now) {
        try {
            PemCredentials own = PemCredentials.load(tls.certificate(), tls.key());
            X509Certificate authority =
                    PemCredentials.certificates(tls.authority()).getFirst();
            List<Finding> findings = new ArrayList<>();
            if (!own.certificate().getPublicKey().getAlgorithm().equals("RSA")) {
                findings.add(Finding.fail(CHECK, "the cluster key is no RSA key, the only kind that is read", MAKE));
            }
            if (!isIssuedBy(own.certificate(), authority)) {
                findings.add(Finding.fail(
                        CHECK,
                        "the first certificate in " + tls.authority() + " has not signed " + tls.certificate(),
                        "Name the authority that signed the certificates of all nodes, alone in its file"));
            }
            CertificateChecks.chain(List.of(own.certificate()), now)
                    .forEach(problem -> findings.add(
                            problem.serious()
                                    ? Finding.fail(CHECK, problem.wrong(), problem.remedy())
                                    : Finding.warn(CHECK, problem.wrong(), problem.remedy())));
            return findings.isEmpty()
                    ? List.of(Finding.ok(CHECK, "nodes show each other certificates of one authority"))
                    : findings;
        } catch (PemProblem unusable) {
            return List.of(Finding.fail(CHECK, unusable.wrong(), unusable.fix()));
        }
    }

    private static boolean isIssuedBy(X509Certificate own, X509Certificate authority) {
        try {
            own.verify(authority.getPublicKey());
            return true;
        } catch (java.security.GeneralSecurityException not) {
            return false;
        }
    }
}
