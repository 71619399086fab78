package org.callvault.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.callvault.cli.verify.VerifiedChain;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.evidence.AuditCheck;
import org.callvault.recording.evidence.Finding;
import org.callvault.security.PemCredentials;
import org.callvault.security.audit.AuditDays;
import org.callvault.security.audit.AuditLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code callvault audit}: who did what on a node. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        description = "Who did what on a node, and whether that was altered.",
        footer = {"", "Exit codes: 0 green or amber, 1 red, or amber with --strict, 2 wrong use."})
final class AuditCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "${env:CALLVAULT_DATA:-data}",
            scope = ScopeType.INHERIT,
            description = "data directory of the node (default: ${DEFAULT-VALUE})")
    private Path data = Path.of("data");

    /** The answer in JSON. */
    record Report(Finding.Verdict verdict, List<Finding> findings) {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "verify or show is missing");
    }

    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Verify that no line was altered, taken out, put in or moved.",
                "Note the hash of the last line elsewhere, and give it later with --head: lines that are cut off at the end",
                "are found only by that or by what the node has signed."
            })
    int verify(
            @Option(names = "--ca", paramLabel = "FILE", description = "PEM certificates that vouch for who signed")
                    Optional<Path> authorities,
            @Option(names = "--head", paramLabel = "HASH", description = "hash of a line that must still be there")
                    Optional<String> head,
            @Option(names = "--strict", description = "what is not proven is a failure too") boolean strict,
            @Option(names = "--json", description = "answer in JSON") boolean json)
            throws IOException {
        List<X509Certificate> anchors =
                authorities.map(PemCredentials::certificates).orElse(List.of());
        List<Finding> findings = AuditCheck.of(data.resolve("audit"), anchors, head, Instant.now());
        Finding.Verdict verdict = Finding.worst(findings);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new String(RecordingJson.writePretty(new Report(verdict, findings)), StandardCharsets.UTF_8));
        } else {
            VerifiedChain.print(out, findings);
            out.println(verdict + ": the audit in " + data);
        }
        boolean failed = verdict == Finding.Verdict.RED || (strict && verdict == Finding.Verdict.AMBER);
        return failed ? ExitCodes.FAILED : ExitCodes.OK;
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Print lines as they are, the oldest first; those that meet every condition.")
    int show(
            @Option(names = "--from", paramLabel = "TIME", description = "such as 2026-11-23T08:00:00Z")
                    Optional<Instant> from,
            @Option(names = "--to", paramLabel = "TIME", description = "before then") Optional<Instant> to,
            @Option(names = "--action", paramLabel = "START", description = "such as recording. or sip.connection")
                    Optional<String> action,
            @Option(names = "--actor", paramLabel = "NAME") Optional<String> actor,
            @Option(names = "--recording", paramLabel = "ID") Optional<String> recording)
            throws IOException {
        Predicate<AuditLine> wanted = line -> from.map(at -> !time(line).isBefore(at))
                        .orElse(true)
                && to.map(at -> time(line).isBefore(at)).orElse(true)
                && action.map(start -> String.valueOf(line.text("action")).startsWith(start))
                        .orElse(true)
                && actor.map(name -> name.equals(line.text("actor"))).orElse(true)
                && recording.map(id -> id.equals(line.text("recording"))).orElse(true);
        PrintWriter out = spec.commandLine().getOut();
        for (Path day : AuditDays.in(data.resolve("audit"))) {
            try (BufferedReader lines = Files.newBufferedReader(day)) {
                lines.lines()
                        .filter(line -> AuditLine.parse(line.getBytes(StandardCharsets.UTF_8))
                                .filter(wanted)
                                .isPresent())
                        .forEach(out::println);
            }
        }
        return ExitCodes.OK;
    }

    private static Instant time(AuditLine line) {
        String time = line.text("time");
        return time == null ? Instant.EPOCH : Instant.parse(time);
    }
}
