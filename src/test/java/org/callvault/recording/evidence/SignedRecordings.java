package org.callvault.recording.evidence;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.callvault.recording.MergedMetadata;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Manifest.SealedContent;
import org.callvault.recording.manifest.Manifest.StoredFile;
import org.callvault.recording.seal.Recipients;
import org.callvault.recording.seal.SealedOutput;
import org.callvault.recording.store.DirectoryShelf;
import org.callvault.recording.store.DirectoryStore;
import org.callvault.recording.store.RecordingStore;
import org.callvault.recording.store.StagedRecording;
import org.callvault.recording.timestamp.TimeStamps;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;

/** A node's data directory with small signed recordings. */
final class SignedRecordings {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final InstantSource CLOCK = InstantSource.fixed(NOW);
    static final PemCredentials AUTHORITY =
            CertificateIssuer.newAuthority("Test CA", KeyKind.EC_P256, Duration.ofDays(36_500), CLOCK);
    static final Anchors TRUSTED = Anchors.of(List.of(AUTHORITY.certificate()));
    static final PemCredentials EC = issued(KeyKind.EC_P256);
    static final PemCredentials RSA = issued(KeyKind.RSA_3072);

    final Path data;
    final DirectoryStore files;

    SignedRecordings(Path data) {
        this.data = data;
        this.files = new DirectoryStore(data.resolve("recordings"));
    }

    private static PemCredentials issued(KeyKind kind) {
        return CertificateIssuer.of(AUTHORITY, CLOCK).client("node-1", List.of(), kind, Duration.ofDays(36_500));
    }

    EvidenceStore open(RecordingStore behind) throws IOException {
        return open(behind, EC);
    }

    EvidenceStore open(RecordingStore behind, PemCredentials signer) throws IOException {
        return open(behind, signer, Optional.empty());
    }

    EvidenceStore open(RecordingStore behind, PemCredentials signer, Optional<TimeStamps> stamps) throws IOException {
        return EvidenceStore.open(behind, data.resolve("evidence"), "node-1", NodeSigner.of(signer), CLOCK, stamps);
    }

    static RecordingId keep(RecordingStore store, int number) throws IOException {
        RecordingId id = Recorded.id(number);
        try (StagedRecording staged = store.stage(id)) {
            byte[] audio = ("the audio of " + id).getBytes(StandardCharsets.US_ASCII);
            byte[] metadata = "<recording/>".getBytes(StandardCharsets.US_ASCII);
            Files.write(staged.file("audio.wav"), audio);
            Files.write(staged.file("metadata-1.xml"), metadata);
            Files.write(
                    staged.file(Manifest.NAME),
                    RecordingJson.writePretty(manifest(
                            id,
                            new StoredFile("audio.wav", "audio/vnd.wave", audio.length, ChainEntry.sha256(audio)),
                            new StoredFile(
                                    "metadata-1.xml",
                                    "application/rs-metadata+xml",
                                    metadata.length,
                                    ChainEntry.sha256(metadata)))));
            staged.commit();
        }
        return id;
    }

    static StoredFile sealed(StagedRecording staged, String name, PemCredentials reader) throws IOException {
        byte[] plain = ("what is in " + name).getBytes(StandardCharsets.US_ASCII);
        Path file = staged.file(name + StoredFile.SEALED_SUFFIX);
        try (OutputStream out =
                SealedOutput.create(file, Recipients.of(List.of(reader.certificate())), new SecureRandom())) {
            out.write(plain);
        }
        byte[] bytes = Files.readAllBytes(file);
        return new StoredFile(
                name + StoredFile.SEALED_SUFFIX,
                StoredFile.SEALED_MEDIA_TYPE,
                bytes.length,
                ChainEntry.sha256(bytes),
                new SealedContent(name, "text/plain", plain.length, ChainEntry.sha256(plain)));
    }

    static Manifest manifest(RecordingId id, StoredFile... files) {
        return new Manifest(
                Manifest.VERSION,
                id.value(),
                "call",
                "node-1",
                "sbc.example",
                true,
                Recorded.START,
                Recorded.START.plusSeconds(1),
                "bye",
                "complete",
                MergedMetadata.startedAt(Recorded.START),
                null,
                List.of(),
                List.of(),
                List.of(),
                0,
                List.of(),
                List.of(files),
                null,
                null,
                List.of(),
                null);
    }

    // Says why a recording is gone.
    void bury(int number) throws IOException {
        Tombstone tombstone = new Tombstone(
                Tombstone.VERSION,
                Recorded.id(number),
                "node-1",
                "erasure",
                entries().get(number - 1).manifest(),
                List.of(),
                NOW,
                "ada",
                "bob",
                "approval",
                "asked for");
        new Tombstones(data.resolve("evidence")).keep(tombstone, NodeSigner.of(EC), NOW);
    }

    Path ledger() {
        return data.resolve("evidence").resolve(ChainLedger.NAME);
    }

    List<ChainEntry> entries() throws IOException {
        return Files.readAllLines(ledger()).stream()
                .map(line -> ChainEntry.parse(line).orElseThrow())
                .toList();
    }

    // The chain, and every manifest that is there with its signature.
    List<Finding> check() throws IOException {
        List<Path> recordings = new ArrayList<>();
        List<Finding> findings =
                new ArrayList<>(ChainCheck.of(data, new DirectoryShelf(data.resolve("recordings")), recordings::add));
        for (Path each : recordings) {
            findings.addAll(RecordingCheck.of(each, TRUSTED, NOW));
        }
        return findings;
    }
}
