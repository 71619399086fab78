package org.callvault.recording.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.evidence.Finding.Verdict;
import org.callvault.recording.evidence.RecordingRewrap.Outcome;
import org.callvault.recording.kept.Playback;
import org.callvault.recording.kept.RecordingFiles;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Rewrapping;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.recording.seal.Recipients;
import org.callvault.recording.seal.SealProblem;
import org.callvault.recording.seal.SealedFile;
import org.callvault.recording.store.RecordingStore;
import org.callvault.recording.store.StagedRecording;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings get other recipients, and whatever is altered on that way is found. */
class RecordingRewrapTest {
    private static final PemCredentials OLD = person("old", KeyKind.RSA_3072);
    private static final PemCredentials NEW = person("new", KeyKind.EC_P256);
    private static final RecordingId ID = Recorded.id(1);

    @TempDir
    private Path data;

    private SignedRecordings node;

    private static PemCredentials person(String name, KeyKind kind) {
        return CertificateIssuer.newAuthority(name, kind, Duration.ofDays(9), SignedRecordings.CLOCK);
    }

    @BeforeEach
    void keep() throws IOException {
        node = new SignedRecordings(data);
        keep(ID);
    }

    private void keep(RecordingId id) throws IOException {
        try (StagedRecording staged = node.open(node.files).stage(id)) {
            Files.write(
                    staged.file(Manifest.NAME),
                    RecordingJson.writePretty(SignedRecordings.manifest(
                            id,
                            SignedRecordings.sealed(staged, "audio.wav", OLD),
                            SignedRecordings.sealed(staged, "metadata-1.xml", OLD))));
            staged.commit();
        }
    }

    private RecordingRewrap rewrap(
            RecordingStore store, PemCredentials signer, PemCredentials from, PemCredentials to) {
        return new RecordingRewrap(
                store,
                NodeSigner.of(signer),
                ReaderKey.of(from.key()),
                Recipients.of(List.of(to.certificate())),
                data.resolve("scratch"),
                SignedRecordings.CLOCK);
    }

    private Outcome rewrapped() throws IOException {
        return rewrap(node.files, SignedRecordings.EC, OLD, NEW).rewrap(ID);
    }

    private Path file(String name) {
        return node.files.directory(ID).resolve(name);
    }

    private Path audio() {
        return file("audio.wav.p7m");
    }

    private static String read(Path file, PemCredentials with) throws IOException {
        try (SealedFile opened = SealedFile.open(file, ReaderKey.of(with.key()))) {
            return new String(Channels.newInputStream(opened).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private Verdict verdict() throws IOException {
        return verdict(SignedRecordings.TRUSTED);
    }

    private Verdict verdict(Anchors anchors) throws IOException {
        Path directory = node.files.directory(ID);
        List<Finding> findings = new ArrayList<>(RecordingCheck.of(directory, anchors, SignedRecordings.NOW));
        VerifiedRecording.open(directory).problems().forEach(problem -> findings.add(Finding.red(problem)));
        return Finding.worst(findings);
    }

    private String played(PemCredentials with) throws IOException {
        Optional<ReaderKey> key = Optional.of(ReaderKey.of(with.key()));
        Playback playback = new Playback(key.get());
        try (SealedFile opened = playback.open(RecordingFiles.in(node.files, ID, key), "audio.wav")
                .orElseThrow()
                .again()) {
            return new String(Channels.newInputStream(opened).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    @Test
    void theNewKeyOpensWhatTheOldOneDidAndTheManifestStays() throws IOException {
        byte[] manifest = Files.readAllBytes(file(Manifest.NAME));
        assertThat(rewrapped()).isEqualTo(Outcome.REWRAPPED);
        assertThat(read(audio(), NEW)).isEqualTo("what is in audio.wav");
        assertThat(read(file("metadata-1.xml.p7m"), NEW)).isEqualTo("what is in metadata-1.xml");
        assertThatThrownBy(() -> read(audio(), OLD)).isInstanceOf(SealProblem.class);
        assertThat(file(Manifest.NAME)).hasBinaryContent(manifest);
        assertThat(verdict()).isEqualTo(Verdict.GREEN);
        assertThat(played(NEW)).isEqualTo("what is in audio.wav");
        assertThat(RecordingCheck.of(node.files.directory(ID), SignedRecordings.TRUSTED, SignedRecordings.NOW))
                .anySatisfy(finding -> assertThat(finding.text()).contains("sealed for CN=new"));
        assertThat(rewrap(node.files, SignedRecordings.EC, NEW, NEW).rewrap(ID)).isEqualTo(Outcome.CURRENT);
        assertThat(rewrap(node.files, SignedRecordings.EC, NEW, OLD).rewrap(ID)).isEqualTo(Outcome.REWRAPPED);
        assertThat(read(audio(), OLD)).isEqualTo("what is in audio.wav");
        assertThat(verdict()).isEqualTo(Verdict.GREEN);
    }

    @Test
    void aByteThatIsAlteredAnywhereIsFound() throws IOException {
        rewrapped();
        for (Path file : List.of(file(Rewrapping.name(1)), file(Rewrapping.signature(1)), audio())) {
            byte[] bytes = Files.readAllBytes(file);
            for (int at = 0; at < bytes.length; at++) {
                bytes[at] ^= 0x20;
                Files.write(file, bytes);
                bytes[at] ^= 0x20;
                assertThat(verdict()).as("%s at %d", file.getFileName(), at).isEqualTo(Verdict.RED);
            }
            Files.write(file, bytes);
        }
        assertThat(verdict()).isEqualTo(Verdict.GREEN);
        Files.delete(file(Rewrapping.signature(1)));
        assertThat(verdict()).isEqualTo(Verdict.RED);
    }

    @Test
    void aStatementOfAnotherRecordingOrOfAStrangerDoesNotCount() throws IOException {
        keep(Recorded.id(2));
        rewrapped();
        rewrap(node.files, SignedRecordings.EC, OLD, NEW).rewrap(Recorded.id(2));
        Path other = node.files.directory(Recorded.id(2));
        byte[] json = Files.readAllBytes(file(Rewrapping.name(1)));
        byte[] signature = Files.readAllBytes(file(Rewrapping.signature(1)));
        Files.copy(other.resolve(Rewrapping.name(1)), file(Rewrapping.name(1)), StandardCopyOption.REPLACE_EXISTING);
        Files.copy(
                other.resolve(Rewrapping.signature(1)),
                file(Rewrapping.signature(1)),
                StandardCopyOption.REPLACE_EXISTING);
        assertThat(verdict()).isEqualTo(Verdict.RED);
        Files.write(file(Rewrapping.name(1)), json);
        Files.write(file(Rewrapping.signature(1)), signature);
        assertThat(verdict(Anchors.none())).isEqualTo(Verdict.AMBER);
        Files.write(
                file(Rewrapping.signature(1)),
                NodeSigner.of(person("stranger", KeyKind.EC_P256)).sign(json, SignedRecordings.NOW));
        assertThat(verdict()).isEqualTo(Verdict.RED);
        assertThat(verdict(Anchors.none())).as("where nobody is trusted either").isEqualTo(Verdict.RED);
    }

    @Test
    void aFileThatWasAlteredBeforeStaysAsItIs() throws IOException {
        byte[] bytes = Files.readAllBytes(audio());
        bytes[bytes.length - 20] ^= 1;
        Files.write(audio(), bytes);
        assertThatThrownBy(this::rewrapped).isInstanceOf(SealProblem.class).hasMessageContaining("was altered");
        assertThat(audio()).hasBinaryContent(bytes);
        assertThat(file(Rewrapping.name(1))).doesNotExist();
        assertThat(data.resolve("scratch")).isEmptyDirectory();
    }

    /** Stops at one of the steps that put something into the store: before it, or after it. */
    private final class Stopping implements RecordingStore {
        private int left;
        private final boolean after;

        Stopping(int left, boolean after) {
            this.left = left;
            this.after = after;
        }

        private interface Step {
            void run() throws IOException;
        }

        private void step(Step step) throws IOException {
            left--;
            if (left > 0 || after) {
                step.run();
            }
            if (left <= 0) {
                throw new IOException("stopped");
            }
        }

        @Override
        public void add(RecordingId id, String name, byte[] content) throws IOException {
            step(() -> node.files.add(id, name, content));
        }

        @Override
        public void replace(RecordingId id, String name, Path content) throws IOException {
            step(() -> node.files.replace(id, name, content));
        }

        @Override
        public SeekableByteChannel read(RecordingId id, String name) throws IOException {
            return node.files.read(id, name);
        }

        @Override
        public Optional<String> location(RecordingId id) {
            return node.files.location(id);
        }

        @Override
        public StagedRecording stage(RecordingId id) throws IOException {
            throw new IOException("nothing is staged");
        }

        @Override
        public void delete(RecordingId id) throws IOException {
            throw new IOException("nothing is deleted");
        }
    }

    @Test
    void aStopAtAnyStepLeavesARecordingThatIsWholeAndMayBeGoneOnFrom() throws IOException {
        for (int step = 1; step <= 4; step++) {
            for (boolean after : new boolean[] {false, true}) {
                RecordingRewrap stopped = rewrap(new Stopping(step, after), SignedRecordings.EC, OLD, NEW);
                assertThatThrownBy(() -> stopped.rewrap(ID)).hasMessage("stopped");
                assertThat(verdict()).as("step %d, %s", step, after).isEqualTo(Verdict.GREEN);
                assertThat(rewrapped()).isIn(Outcome.REWRAPPED, Outcome.CURRENT);
                assertThat(read(audio(), NEW)).isEqualTo("what is in audio.wav");
                assertThat(read(file("metadata-1.xml.p7m"), NEW)).isEqualTo("what is in metadata-1.xml");
                assertThat(verdict()).isEqualTo(Verdict.GREEN);
                assertThat(rewrap(node.files, SignedRecordings.EC, NEW, OLD).rewrap(ID))
                        .isEqualTo(Outcome.REWRAPPED);
            }
        }
    }
}
