package org.callvault.cli.doctor;

import java.time.Instant;
import java.util.List;
import org.callvault.config.Settings;
import org.callvault.recording.evidence.NodeSigner;
import org.callvault.security.CertificateChecks;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemProblem;

/** Who signs manifests, and whether an authority vouches for it. */
final class SigningExamination {
    private static final String CHECK = "signing";

    private SigningExamination() {}

    static List<Finding> of(Settings settings, Instant now) {
        Settings.Signing signing = settings.signing();
        if (signing.certificate().isEmpty() || signing.key().isEmpty()) {
            return List.of(Finding.warn(
                    CHECK,
                    "manifests are signed by an identity that the node made for itself, not anchored in your CA",
                    "Name a certificate of your CA and its key in CALLVAULT_SIGNING_CERT_PATH and"
                            + " CALLVAULT_SIGNING_KEY_PATH"));
        }
        try {
            PemCredentials own = PemCredentials.load(
                    signing.certificate().get(), signing.key().get());
            NodeSigner signer = NodeSigner.of(own);
            List<Finding> findings = CertificateChecks.chain(own.chain(), now).stream()
                    .map(problem -> Finding.warn(CHECK, problem.wrong(), problem.remedy()))
                    .toList();
            return findings.isEmpty()
                    ? List.of(Finding.ok(
                            CHECK,
                            "manifests are signed by "
                                    + signer.certificate()
                                            .getSubjectX500Principal()
                                            .getName()))
                    : findings;
        } catch (PemProblem unusable) {
            return List.of(Finding.fail(CHECK, unusable.wrong(), unusable.fix()));
        } catch (IllegalArgumentException unsuited) {
            return List.of(Finding.fail(
                    CHECK, String.valueOf(unsuited.getMessage()), "Name a certificate for an RSA or EC key"));
        }
    }
}
