package org.callvault.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.callvault.cli.doctor.Doctor;
import org.callvault.cli.doctor.Finding;
import org.callvault.cli.doctor.Finding.Level;
import org.callvault.recording.RecordingJson;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code callvault doctor}: what keeps a node from starting, and how to mend it. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description =
                "Look at settings, certificate, ports, media, disk and limits as serve would use them; start nothing.",
        footer = {"", "Exit codes: 0 nothing failed, 1 something did, 2 wrong use."})
final class DoctorCommand implements Callable<Integer> {
    private final Path directory;
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "answer in JSON")
    private boolean json;

    /** Examines what a node would find in a directory with an environment. */
    DoctorCommand(Path directory, Map<String, String> environment) {
        this.directory = directory;
        this.environment = environment;
    }

    /** The answer in JSON. */
    record Report(boolean healthy, List<Finding> findings) {}

    @Override
    public Integer call() {
        List<Finding> findings = Doctor.examine(directory, environment, Instant.now());
        boolean healthy = findings.stream().noneMatch(finding -> finding.level() == Level.FAIL);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            byte[] report = RecordingJson.writePretty(new Report(healthy, findings));
            out.println(new String(report, StandardCharsets.UTF_8));
        } else {
            findings.forEach(finding -> out.println(line(finding)));
        }
        return healthy ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private static String line(Finding finding) {
        String level = finding.level().name().toLowerCase(Locale.ROOT);
        String line = String.format(Locale.ROOT, "%-4s  %-20s  %s", level, finding.check(), finding.found());
        return finding.remedy().isEmpty() ? line : line + ". " + finding.remedy() + ".";
    }
}
