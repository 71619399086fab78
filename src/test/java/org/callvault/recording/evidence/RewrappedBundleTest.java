package org.callvault.recording.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.evidence.Finding.Verdict;
import org.callvault.recording.export.Bundle;
import org.callvault.recording.export.BundleOutput;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Rewrapping;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.recording.seal.Recipients;
import org.callvault.recording.store.StagedRecording;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A recording that got other recipients, given to a stranger. */
class RewrappedBundleTest {
    private static final PemCredentials OLD = person("old");
    private static final PemCredentials NEW = person("new");
    private static final RecordingId ID = Recorded.id(1);

    @TempDir
    private Path data;

    private SignedRecordings node;

    private static PemCredentials person(String name) {
        return CertificateIssuer.newAuthority(name, KeyKind.EC_P256, Duration.ofDays(9), SignedRecordings.CLOCK);
    }

    @BeforeEach
    void rewrap() throws IOException {
        node = new SignedRecordings(data);
        try (StagedRecording staged = node.open(node.files).stage(ID)) {
            Files.write(
                    staged.file(Manifest.NAME),
                    RecordingJson.writePretty(SignedRecordings.manifest(
                            ID,
                            SignedRecordings.sealed(staged, "audio.wav", OLD),
                            SignedRecordings.sealed(staged, "metadata-1.xml", OLD))));
            staged.commit();
        }
        rewrap(OLD, NEW);
        rewrap(NEW, OLD);
    }

    private void rewrap(PemCredentials from, PemCredentials to) throws IOException {
        new RecordingRewrap(
                        node.files,
                        NodeSigner.of(SignedRecordings.EC),
                        ReaderKey.of(from.key()),
                        Recipients.of(List.of(to.certificate())),
                        data.resolve("scratch"),
                        SignedRecordings.CLOCK)
                .rewrap(ID);
    }

    private List<Finding> export() throws IOException {
        try (BundleOutput out = BundleOutput.directory(data.resolve("out"))) {
            return Bundle.of(name -> node.files.read(ID, name), Optional.empty(), id -> Optional.empty())
                    .writeTo(out, SignedRecordings.TRUSTED, SignedRecordings.NOW);
        }
    }

    private Path bundle() {
        return data.resolve("out").resolve(ID.value());
    }

    @Test
    void theBundleVerifiesAsTheRecordingDoes() throws IOException {
        assertThat(Finding.worst(export())).isEqualTo(Verdict.GREEN);
        assertThat(bundle().resolve(Rewrapping.name(2))).exists();
        assertThat(bundle().resolve(Rewrapping.signature(2))).exists();
        assertThat(VerifiedRecording.open(bundle()).problems()).isEmpty();
        assertThat(Finding.worst(RecordingCheck.of(bundle(), SignedRecordings.TRUSTED, SignedRecordings.NOW)))
                .isEqualTo(Verdict.GREEN);
        assertThat(bundle().resolve("report.html"))
                .content()
                .contains("its files were sealed for CN=new", "not as it was sealed first");
    }

    @Test
    void whatIsSaidWithoutASignatureIsToldInTheReport() throws IOException {
        Files.delete(node.files.directory(ID).resolve(Rewrapping.signature(1)));
        assertThat(Finding.worst(export())).isEqualTo(Verdict.RED);
        assertThat(bundle().resolve("report.html")).content().contains(Rewrapping.signature(1) + " is missing");
    }

    @Test
    void aFileThatNoStatementListsIsAltered() throws IOException {
        Files.write(node.files.directory(ID).resolve("audio.wav.p7m"), new byte[] {1});
        assertThat(export()).extracting(Finding::text).anyMatch(text -> text.startsWith("audio.wav.p7m was altered"));
    }

    /** The commands of README.txt one by one, in a shell; their exit codes. */
    private List<Integer> commands() throws Exception {
        List<Integer> exits = new ArrayList<>();
        for (String line : Files.readAllLines(bundle().resolve("README.txt"))) {
            if (line.startsWith("    ")) {
                Process shell = new ProcessBuilder("bash", "-o", "pipefail", "-c", line.strip())
                        .directory(bundle().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(data.resolve("said").toFile())
                        .start();
                exits.add(shell.waitFor());
            }
        }
        return exits;
    }

    @Test
    @Tag("peers")
    void aStrangerChecksItWithOpensslAlone() throws Exception {
        export();
        PemOutput.certificates(bundle().resolve("ca.pem"), List.of(SignedRecordings.AUTHORITY.certificate()));
        assertThat(commands()).hasSize(5).containsOnly(0);
        for (String name : List.of(
                "audio.wav.p7m", Rewrapping.name(1), Rewrapping.name(2), Rewrapping.signature(2), Manifest.NAME)) {
            Path file = bundle().resolve(name);
            byte[] whole = Files.readAllBytes(file);
            byte[] altered = whole.clone();
            altered[whole.length - 2] ^= 1;
            Files.write(file, altered);
            // The first of them only holds it against the list of hashes.
            assertThat(commands().subList(1, 5)).as(name).anyMatch(exit -> exit != 0);
            Files.write(file, whole);
        }
        assertThat(commands()).containsOnly(0);
    }
}
