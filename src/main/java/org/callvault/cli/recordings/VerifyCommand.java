package org.callvault.cli.recordings;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.callvault.cli.ExitCodes;
import org.callvault.cli.verify.CountedCheck;
import org.callvault.cli.verify.G711Wav;
import org.callvault.cli.verify.NodeShelf;
import org.callvault.cli.verify.VerifiedChain;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.evidence.Anchors;
import org.callvault.recording.evidence.Finding;
import org.callvault.recording.evidence.RecordingCheck;
import org.callvault.recording.manifest.Manifest;
import org.callvault.security.PemCredentials;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code callvault verify}: a recording against its manifest and, if counted, against what was sent. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Verify a recording: every file against the manifest, the manifest against its signature.",
            "Needs no key, also where recordings are encrypted."
        },
        footer = {
            "",
            "GREEN: all is as it was kept, and proven. AMBER: nothing is wrong, and something is not proven.",
            "RED: something is not as it was kept.",
            "Exit codes: 0 green or amber, 1 red, or amber with --strict, 2 wrong use."
        })
public final class VerifyCommand implements Callable<Integer> {
    private final Map<String, String> environment;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            paramLabel = "RECORDING",
            description = LocalRecording.PARAMETER + "; with --chain the data directory of a node")
    private String recording = "";

    @Option(names = "--counted", description = "report every missing, repeated or altered packet of a counted call")
    private boolean counted;

    @Option(names = "--chain", description = "verify all recordings of a node, and that none is missing or foreign")
    private boolean chain;

    @Option(
            names = "--store",
            paramLabel = "STORE",
            description =
                    "with --chain: s3://BUCKET/PREFIX or a directory, where the node's settings are not those here")
    private Optional<String> store = Optional.empty();

    @Option(names = "--ca", paramLabel = "FILE", description = "PEM certificates that vouch for whoever signed")
    private Optional<Path> authorities = Optional.empty();

    @Option(names = "--tsa-ca", paramLabel = "FILE", description = "PEM certificates that vouch for time stamps")
    private Optional<Path> stampAuthorities = Optional.empty();

    @Option(names = "--strict", description = "what is not proven is a failure too")
    private boolean strict;

    @Mixin
    private KeyOption key = new KeyOption();

    @Option(names = "--json", description = "answer in JSON")
    private boolean json;

    /** The answer in JSON. */
    record Report(
            String recording,
            boolean verified,
            Finding.Verdict verdict,
            List<String> problems,
            List<Finding> findings,
            List<CountedCheck> streams) {}

    public VerifyCommand(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    @Override
    public Integer call() throws IOException {
        Anchors anchors = new Anchors(certificates(authorities), certificates(stampAuthorities));
        if (store.isPresent() && !chain) {
            throw new ParameterException(
                    spec.commandLine(), "--store goes with --chain: name a single recording whole");
        }
        if (chain) {
            Path data = Path.of(recording);
            VerifiedChain verified;
            try (NodeShelf kept = NodeShelf.open(data, store, environment)) {
                verified = VerifiedChain.of(data, kept, anchors, Instant.now());
            }
            verified.print(spec.commandLine().getOut(), json);
            return exit(verified.verdict());
        }
        return one(anchors);
    }

    private static List<X509Certificate> certificates(Optional<Path> file) {
        return file.map(PemCredentials::certificates).orElse(List.of());
    }

    private int exit(Finding.Verdict verdict) {
        boolean failed = verdict == Finding.Verdict.RED || (strict && verdict == Finding.Verdict.AMBER);
        return failed ? ExitCodes.FAILED : ExitCodes.OK;
    }

    private int one(Anchors anchors) throws IOException {
        try (LocalRecording local = LocalRecording.of(recording, environment)) {
            return verify(VerifiedRecording.open(local.path()), anchors);
        }
    }

    private int verify(VerifiedRecording verified, Anchors anchors) throws IOException {
        List<String> problems = new ArrayList<>(verified.problems());
        List<CountedCheck> streams = counted ? count(verified, problems) : List.of();
        List<Finding> findings = new ArrayList<>();
        problems.forEach(problem -> findings.add(Finding.red(problem)));
        findings.addAll(RecordingCheck.of(verified.directory(), anchors, Instant.now()));
        Finding.Verdict verdict = Finding.worst(findings);
        Report report = new Report(
                verified.manifest().recording(),
                verdict != Finding.Verdict.RED,
                verdict,
                findings.stream()
                        .filter(each -> each.verdict() == Finding.Verdict.RED)
                        .map(Finding::text)
                        .toList(),
                findings,
                streams);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new String(RecordingJson.writePretty(report), StandardCharsets.UTF_8));
        } else {
            print(out, verified.manifest(), report);
        }
        return exit(verdict);
    }

    private List<CountedCheck> count(VerifiedRecording verified, List<String> problems) throws IOException {
        G711Wav audio = verified.audio(key.load());
        if (audio.formatTag() != G711Wav.ULAW) {
            throw new IOException("only a mu-law recording can be counted");
        }
        List<CountedCheck> streams = new ArrayList<>();
        for (int channel = 0; channel < audio.channels(); channel++) {
            CountedCheck check = CountedCheck.of(audio.channel(channel));
            streams.add(check);
            if (!check.clean()) {
                problems.add("channel " + channel + ": " + check.found() + " packets, missing " + check.missing()
                        + ", repeated " + check.repeated() + ", altered " + check.altered() + ", foreign "
                        + check.foreign());
            }
        }
        return streams;
    }

    private static void print(PrintWriter out, Manifest manifest, Report report) {
        out.println("recording " + manifest.recording() + ", " + manifest.state() + ", " + manifest.startedAt() + " to "
                + manifest.endedAt());
        for (int channel = 0; channel < report.streams().size(); channel++) {
            CountedCheck check = report.streams().get(channel);
            out.println("channel " + channel + ": stream " + check.stream() + ", " + check.found() + " packets"
                    + (check.clean() ? ", none missing, repeated or altered" : ""));
        }
        VerifiedChain.print(out, report.findings());
        String files = manifest.files().size() + " files are as the manifest says";
        out.println(
                switch (report.verdict()) {
                    case GREEN -> "GREEN: " + files;
                    case AMBER -> "AMBER: " + files + ", and not all is proven";
                    case RED -> "RED: this recording is not what it should be";
                });
    }
}
