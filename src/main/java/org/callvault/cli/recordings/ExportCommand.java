package org.callvault.cli.recordings;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.callvault.cli.ExitCodes;
import org.callvault.cli.verify.VerifiedChain;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.evidence.Anchors;
import org.callvault.recording.evidence.Finding;
import org.callvault.recording.evidence.LedgerLine;
import org.callvault.recording.export.Bundle;
import org.callvault.recording.export.BundleOutput;
import org.callvault.recording.export.SignedVCon;
import org.callvault.recording.export.VCon;
import org.callvault.recording.kept.RecordingFiles;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.security.PemCredentials;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code callvault export}: recordings for strangers. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Write recordings with all that proves them, a report to read, and the commands with which anybody checks them.",
            "What is encrypted stays so; with --key it is put beside that in the clear too."
        },
        footer = {"", "Exit codes: 0 done, 1 done and a recording is not what it should be, or not done, 2 wrong use."})
public final class ExportCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "RECORDING", arity = "1..*", description = "directories of recordings, or a file in each")
    private List<Path> recordings = List.of();

    @Option(
            names = "--to",
            paramLabel = "DIR|FILE.zip",
            required = true,
            description = "where to write: a directory, or a zip file; nothing is written over")
    private Path to = Path.of("");

    @Option(names = "--ca", paramLabel = "FILE", description = "PEM certificates that vouch for whoever signed")
    private Optional<Path> authorities = Optional.empty();

    @Option(names = "--tsa-ca", paramLabel = "FILE", description = "PEM certificates that vouch for time stamps")
    private Optional<Path> stampAuthorities = Optional.empty();

    @Option(
            names = "--ledger",
            paramLabel = "FILE",
            description =
                    "ledger of the node that recorded (default: the one of the data directory around a recording)")
    private Optional<Path> ledger = Optional.empty();

    /** What comes out. */
    enum Form {
        BUNDLE,
        VCON
    }

    @Option(
            names = "--as",
            paramLabel = "FORM",
            description = "bundle, or vcon: JSON for other programs (draft-ietf-vcon-vcon-core), one file each in DIR")
    private Form form = Form.BUNDLE;

    @Option(
            names = "--sign-cert",
            paramLabel = "FILE",
            description = "with vcon: PEM chain of who signs it, such as a node's signing certificate")
    private Optional<Path> signerCertificate = Optional.empty();

    @Option(names = "--sign-key", paramLabel = "FILE", description = "with vcon: the key of that certificate")
    private Optional<Path> signerKey = Optional.empty();

    @Mixin
    private KeyOption key = new KeyOption();

    @Override
    public Integer call() throws IOException {
        if (form == Form.VCON) {
            return vcons();
        }
        Anchors anchors = new Anchors(certificates(authorities), certificates(stampAuthorities));
        Optional<ReaderKey> reader = key.load();
        List<Finding> findings = new ArrayList<>();
        try (BundleOutput out = output()) {
            for (Path recording : recordings) {
                Bundle bundle = bundle(directory(recording), reader);
                findings.addAll(bundle.writeTo(out, anchors, Instant.now()));
                spec.commandLine().getOut().println(bundle.manifest().recording());
            }
        }
        VerifiedChain.print(
                spec.commandLine().getOut(),
                findings.stream()
                        .filter(finding -> finding.verdict() == Finding.Verdict.RED)
                        .toList());
        return Finding.worst(findings) == Finding.Verdict.RED ? ExitCodes.FAILED : ExitCodes.OK;
    }

    private int vcons() throws IOException {
        if (signerCertificate.isPresent() != signerKey.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(), "--sign-cert and --sign-key belong together: give both, or neither");
        }
        Optional<ReaderKey> reader = key.load();
        Files.createDirectories(to);
        for (Path recording : recordings) {
            Path directory = directory(recording);
            byte[] json = Files.readAllBytes(directory.resolve(Manifest.NAME));
            Manifest manifest = RecordingJson.read(json, Manifest.class);
            VCon vcon = VCon.of(new RecordingFiles(directory, manifest, reader), json, Instant.now());
            byte[] written = signerCertificate.isPresent() && signerKey.isPresent()
                    ? SignedVCon.of(vcon, PemCredentials.load(signerCertificate.get(), signerKey.get()))
                    : RecordingJson.writePretty(vcon);
            Path file = to.resolve(new RecordingId(manifest.recording()) + ".vcon");
            Files.write(file, written, StandardOpenOption.CREATE_NEW);
            spec.commandLine().getOut().println(file);
        }
        return ExitCodes.OK;
    }

    private static List<X509Certificate> certificates(Optional<Path> file) {
        return file.map(PemCredentials::certificates).orElse(List.of());
    }

    private static Path directory(Path recording) throws IOException {
        Path directory = Files.isDirectory(recording) ? recording : recording.resolveSibling("");
        if (!Files.isRegularFile(directory.resolve(Manifest.NAME))) {
            throw new IOException(recording + " is no recording: there is no " + Manifest.NAME
                    + " (give the directory of a finished recording)");
        }
        return directory;
    }

    private Bundle bundle(Path directory, Optional<ReaderKey> reader) throws IOException {
        Path chain = ledger.orElse(around(directory));
        return Bundle.of(RecordingFiles.in(directory), reader, id -> LedgerLine.find(chain, id));
    }

    /** Recordings lie in {@code recordings/YYYY/MM/DD/id} of a data directory. */
    private static Path around(Path directory) {
        return directory
                .toAbsolutePath()
                .normalize()
                .resolve("../../../../..")
                .resolve(LedgerLine.FILE)
                .normalize();
    }

    private BundleOutput output() throws IOException {
        if (!to.toString().toLowerCase(Locale.ROOT).endsWith(".zip")) {
            return BundleOutput.directory(to);
        }
        OutputStream file = Files.newOutputStream(to, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        return BundleOutput.zip(new BufferedOutputStream(file, 1 << 16));
    }
}
