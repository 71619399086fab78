package org.callvault.cli.doctor;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.callvault.config.InvalidSettings;
import org.callvault.config.Settings;
import org.callvault.config.SettingsLoader;

/** Looks at everything that a node needs before it starts. */
public final class Doctor {
    private Doctor() {}

    /**
     * Examines what a node would start with; leaves nothing behind, and does not disturb one that runs.
     *
     * @param directory where relative paths start and {@code .env} may lie
     * @param environment variables that configure the node
     */
    public static List<Finding> examine(Path directory, Map<String, String> environment, Instant now) {
        Settings settings;
        try {
            settings = SettingsLoader.load(directory, environment).settings();
        } catch (InvalidSettings invalid) {
            return invalid.problems().stream()
                    .map(problem -> Finding.fail("settings", problem, "Mend it; the rest is looked at then"))
                    .toList();
        } catch (RuntimeException unreadable) {
            return List.of(Finding.fail(
                    "settings", String.valueOf(unreadable.getMessage()), "Mend the file that CALLVAULT_CONFIG names"));
        }
        DataExamination data = DataExamination.of(settings);
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok("settings", "they can be read and do not contradict each other"));
        findings.addAll(TlsExamination.of(settings, now));
        findings.addAll(SealingExamination.of(settings, now));
        findings.addAll(SigningExamination.of(settings, now));
        findings.addAll(TimeStampExamination.of(settings));
        findings.addAll(SpoolKeyExamination.of(settings));
        findings.addAll(ClusterExamination.of(settings, now));
        findings.addAll(data.findings());
        findings.addAll(CatalogExamination.of(settings));
        findings.addAll(StoreExamination.of(settings, now));
        findings.addAll(PortExamination.of(settings, data.nodeRuns()));
        findings.addAll(ReceiveExamination.of(settings));
        findings.addAll(LimitExamination.of(settings));
        return List.copyOf(findings);
    }
}
