package org.callvault.cli.certs;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import org.callvault.cli.ExitCodes;
import org.callvault.security.CertificateChecks;
import org.callvault.security.CertificateFacts;
import org.callvault.security.CertificateProblem;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemProblem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code callvault certs inspect}: what certificates say, and what is wrong with them. */
@Command(
        name = "inspect",
        mixinStandardHelpOptions = true,
        description = "Show what certificates say and what is wrong with them: order, validity, strength.",
        footer = {"", "Exit codes: 0 peers can take them, 1 something is wrong, 2 wrong use."})
final class InspectCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "FILE", arity = "1..*", description = "PEM files of certificates")
    private List<Path> files = List.of();

    @Override
    public Integer call() {
        boolean sound = true;
        for (Path file : files) {
            sound &= inspect(file, Instant.now());
        }
        return sound ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private boolean inspect(Path file, Instant now) {
        PrintWriter out = spec.commandLine().getOut();
        List<X509Certificate> chain;
        try {
            chain = PemCredentials.certificates(file);
        } catch (PemProblem unusable) {
            out.println("WRONG: " + unusable.getMessage());
            return false;
        }
        for (int i = 0; i < chain.size(); i++) {
            out.println(file + ", certificate " + (i + 1) + " of " + chain.size());
            print(out, CertificateFacts.of(chain.get(i)), now);
        }
        List<CertificateProblem> problems = CertificateChecks.chain(chain, now);
        for (CertificateProblem problem : problems) {
            out.println((problem.serious() ? "WRONG: " : "SOON: ") + problem.wrong() + ". " + problem.remedy() + ".");
        }
        return problems.stream().noneMatch(CertificateProblem::serious);
    }

    private static void print(PrintWriter out, CertificateFacts facts, Instant now) {
        out.println("  subject    " + facts.subject());
        out.println("  issuer     " + facts.issuer());
        out.println("  names      " + (facts.names().isEmpty() ? "none" : String.join(", ", facts.names())));
        out.println("  key        " + facts.key() + " bits, signed with " + facts.signature());
        out.println("  valid      " + facts.notBefore() + " to " + facts.notAfter() + ", " + facts.daysLeft(now)
                + " days left");
        out.println("  SHA-256    " + facts.sha256());
    }
}
