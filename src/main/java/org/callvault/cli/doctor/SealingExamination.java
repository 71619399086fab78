package org.callvault.cli.doctor;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.callvault.config.Settings;
import org.callvault.recording.seal.Recipients;
import org.callvault.security.CertificateChecks;
import org.callvault.security.PemProblem;

/** Whether recordings are encrypted, and how long their recipients' certificates last. */
final class SealingExamination {
    private static final String CHECK = "recipients";

    private SealingExamination() {}

    static List<Finding> of(Settings settings, Instant now) {
        if (settings.sealing().recipients().isEmpty()) {
            return List.of(Finding.warn(
                    CHECK,
                    "recordings are kept in the clear",
                    "Name certificates in CALLVAULT_RECIPIENTS to have them encrypted"));
        }
        try {
            Recipients recipients = Recipients.load(settings.sealing().recipients());
            List<Finding> findings = new ArrayList<>();
            for (X509Certificate certificate : recipients.certificates()) {
                // An expired one still seals: refusing to record would be worse.
                CertificateChecks.chain(List.of(certificate), now)
                        .forEach(problem -> findings.add(Finding.warn(CHECK, problem.wrong(), problem.remedy())));
            }
            return findings.isEmpty()
                    ? List.of(Finding.ok(
                            CHECK, "recordings are encrypted for " + String.join(" and ", recipients.names())))
                    : List.copyOf(findings);
        } catch (PemProblem unusable) {
            return List.of(Finding.fail(CHECK, unusable.wrong(), unusable.fix()));
        } catch (IllegalArgumentException unsuited) {
            return List.of(Finding.fail(
                    CHECK, String.valueOf(unsuited.getMessage()), "Name a certificate for an RSA or EC key"));
        }
    }
}
