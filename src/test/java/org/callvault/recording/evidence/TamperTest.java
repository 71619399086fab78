package org.callvault.recording.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.callvault.cli.verify.NodeShelf;
import org.callvault.cli.verify.VerifiedChain;
import org.callvault.recording.Recorded;
import org.callvault.recording.evidence.Finding.Verdict;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is altered is found. */
class TamperTest {
    static final List<PemCredentials> SIGNERS = List.of(SignedRecordings.EC, SignedRecordings.RSA);

    @TempDir
    private Path data;

    private SignedRecordings node;

    @BeforeEach
    void threeRecordings() throws IOException {
        node = new SignedRecordings(data);
        keepThree(SignedRecordings.EC);
    }

    private void keepThree(PemCredentials signer) throws IOException {
        EvidenceStore store = node.open(node.files, signer);
        for (int i = 1; i <= 3; i++) {
            SignedRecordings.keep(store, i);
        }
    }

    private Verdict verdict() throws IOException {
        return VerifiedChain.of(data, NodeShelf.in(data), SignedRecordings.TRUSTED, SignedRecordings.NOW)
                .verdict();
    }

    private Path directory(int number) {
        return node.files.directory(Recorded.id(number));
    }

    @Test
    void whatNobodyTouchedIsGreen() throws IOException {
        assertThat(verdict()).isEqualTo(Verdict.GREEN);
    }

    @Test
    void aByteInAnyFileIsFound() throws IOException {
        List<Path> files;
        try (Stream<Path> kept = Files.list(directory(2))) {
            files = Stream.concat(kept, Stream.of(node.ledger())).toList();
        }
        assertThat(files).hasSize(5);
        for (Path file : files) {
            byte[] whole = Files.readAllBytes(file);
            for (int at : positions(whole.length)) {
                byte[] altered = whole.clone();
                altered[at] ^= 1;
                Files.write(file, altered);
                assertThat(verdict()).as("%s at %d", file.getFileName(), at).isEqualTo(Verdict.RED);
            }
            Files.write(file, whole);
            assertThat(verdict()).isEqualTo(Verdict.GREEN);
        }
    }

    private static Set<Integer> positions(int length) {
        Set<Integer> positions = new TreeSet<>(List.of(0, 1, length - 2, length - 1));
        for (int i = 1; i < 12; i++) {
            positions.add(length * i / 12);
        }
        return positions;
    }

    @ParameterizedTest
    @FieldSource("SIGNERS")
    void noByteOfASignatureCanBeAnother(PemCredentials signer) {
        byte[] content = "{}".getBytes(StandardCharsets.US_ASCII);
        byte[] signature = NodeSigner.of(signer).sign(content, SignedRecordings.NOW);
        assertThat(worst(content, signature)).isEqualTo(Verdict.GREEN);
        List<Integer> unnoticed = new ArrayList<>();
        for (int at = 0; at < signature.length; at++) {
            for (int bit : new int[] {1, 0x80}) {
                byte[] altered = signature.clone();
                altered[at] ^= (byte) bit;
                if (worst(content, altered) != Verdict.RED) {
                    unnoticed.add(at);
                }
            }
        }
        assertThat(unnoticed).isEmpty();
    }

    private static Verdict worst(byte[] content, byte[] signature) {
        return Finding.worst(ManifestSignature.check(
                content, signature, SignedRecordings.TRUSTED.signers(), Optional.empty(), SignedRecordings.NOW));
    }

    @ParameterizedTest
    @ValueSource(strings = {"audio.wav", "metadata-1.xml", "manifest.json", "manifest.json.p7s"})
    void aFileThatIsGoneIsFound(String name) throws IOException {
        Files.delete(directory(2).resolve(name));
        assertThat(verdict()).isEqualTo(Verdict.RED);
    }

    @Test
    void twoRecordingsThatChangePlacesAreFound() throws IOException {
        Path aside = data.resolve("aside");
        Files.move(directory(1), aside);
        Files.move(directory(3), directory(1));
        Files.move(aside, directory(3));
        assertThat(verdict()).isEqualTo(Verdict.RED);
        assertThat(Finding.worst(RecordingCheck.of(directory(1), Anchors.none(), SignedRecordings.NOW)))
                .as("alone, without the chain")
                .isEqualTo(Verdict.RED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aLineThatIsGoneFromTheLedgerIsFound(int line) throws IOException {
        List<String> lines = new ArrayList<>(Files.readAllLines(node.ledger()));
        lines.remove(line);
        Files.write(node.ledger(), lines);
        assertThat(verdict()).isEqualTo(Verdict.RED);
    }

    @Test
    void theNamesOfDeletedRecordingsCannotBeAlteredEither() throws IOException {
        try (Stream<Path> files = Files.list(directory(1))) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory(1));
        assertThat(verdict()).as("nothing says why it is gone").isEqualTo(Verdict.AMBER);
        String manifest = node.entries().getFirst().manifest();
        new Tombstones(data.resolve("evidence"))
                .keep(tombstone(1, manifest), NodeSigner.of(SignedRecordings.EC), SignedRecordings.NOW);
        assertThat(verdict()).isEqualTo(Verdict.GREEN);
        List<ChainEntry> entries = node.entries();
        // All hashes of lines are made anew, as anybody can.
        ChainEntry first = ChainEntry.of(
                ChainEntry.firstLink("node-1"),
                Recorded.id(9),
                entries.getFirst().manifest());
        ChainEntry second = ChainEntry.of(
                first.next("node-1"), Recorded.id(2), entries.get(1).manifest());
        ChainEntry third = ChainEntry.of(
                second.next("node-1"), Recorded.id(3), entries.get(2).manifest());
        Files.writeString(node.ledger(), first.line() + second.line() + third.line());
        assertThat(verdict()).isEqualTo(Verdict.RED);
    }

    private static Tombstone tombstone(int number, String manifest) {
        return new Tombstone(
                Tombstone.VERSION,
                Recorded.id(number),
                "node-1",
                "erasure",
                manifest,
                List.of(),
                SignedRecordings.NOW,
                "ada",
                "bob",
                "approval",
                "asked for");
    }

    @Test
    void aByteInATombstoneIsFoundAndOneOfAnotherManifestToo() throws IOException {
        Tombstones tombstones = new Tombstones(data.resolve("evidence"));
        NodeSigner signer = NodeSigner.of(SignedRecordings.EC);
        tombstones.keep(tombstone(2, "ab".repeat(32)), signer, SignedRecordings.NOW);
        assertThat(verdict()).isEqualTo(Verdict.RED);
        Path file = data.resolve("evidence/tombstones/" + Recorded.id(2) + ".json");
        Files.delete(file.resolveSibling(file.getFileName() + ".p7s"));
        tombstones.keep(tombstone(2, node.entries().get(1).manifest()), signer, SignedRecordings.NOW);
        assertThat(verdict()).as("begun, and not done").isEqualTo(Verdict.AMBER);
        for (Path each : List.of(file, file.resolveSibling(file.getFileName() + ".p7s"))) {
            byte[] whole = Files.readAllBytes(each);
            byte[] altered = whole.clone();
            altered[whole.length / 2] ^= 1;
            Files.write(each, altered);
            assertThat(verdict()).isEqualTo(Verdict.RED);
            Files.write(each, whole);
        }
    }

    @Test
    void aSignatureOfSomebodyElseIsFound() throws IOException {
        PemCredentials stranger =
                CertificateIssuer.newSigner("node-1", KeyKind.EC_P256, Duration.ofDays(9), SignedRecordings.CLOCK);
        Path manifest = directory(2).resolve("manifest.json");
        Files.write(
                directory(2).resolve(ManifestSignature.NAME),
                NodeSigner.of(stranger).sign(Files.readAllBytes(manifest), SignedRecordings.NOW));
        assertThat(verdict()).isEqualTo(Verdict.RED);
    }

    @Test
    void withoutAnAnchorNothingIsGreen() throws IOException {
        assertThat(VerifiedChain.of(data, NodeShelf.in(data), Anchors.none(), SignedRecordings.NOW)
                        .verdict())
                .isEqualTo(Verdict.AMBER);
    }

    @Test
    void anExpiredCertificateIsAmberWithoutATimeStamp() throws IOException {
        assertThat(VerifiedChain.of(
                                data,
                                NodeShelf.in(data),
                                SignedRecordings.TRUSTED,
                                SignedRecordings.NOW.plus(Duration.ofDays(40_000)))
                        .verdict())
                .isEqualTo(Verdict.AMBER);
    }
}
