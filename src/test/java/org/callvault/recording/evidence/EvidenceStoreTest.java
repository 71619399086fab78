package org.callvault.recording.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.evidence.Finding.Verdict;
import org.callvault.recording.store.RecordingStore;
import org.callvault.recording.store.StagedRecording;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EvidenceStoreTest {
    @TempDir
    private Path data;

    private SignedRecordings node;

    @BeforeEach
    void begin() {
        node = new SignedRecordings(data);
    }

    /** Stops at the commit: before it, or after it. */
    private record Stopping(RecordingStore behind, boolean after) implements RecordingStore {
        @Override
        public StagedRecording stage(RecordingId id) throws IOException {
            StagedRecording staged = behind.stage(id);
            return new StagedRecording() {
                @Override
                public Path file(String name) {
                    return staged.file(name);
                }

                @Override
                public Path scratch(String name) {
                    return staged.scratch(name);
                }

                @Override
                public String commit() throws IOException {
                    if (after) {
                        staged.commit();
                    }
                    throw new IOException("stopped");
                }

                @Override
                public void close() throws IOException {
                    staged.close();
                }
            };
        }

        @Override
        public Optional<String> location(RecordingId id) throws IOException {
            return behind.location(id);
        }

        @Override
        public void add(RecordingId id, String name, byte[] content) throws IOException {
            behind.add(id, name, content);
        }

        @Override
        public SeekableByteChannel read(RecordingId id, String name) throws IOException {
            return behind.read(id, name);
        }

        @Override
        public void delete(RecordingId id) throws IOException {
            behind.delete(id);
        }
    }

    private void assertGreen(int recordings) throws IOException {
        assertThat(node.check()).extracting(Finding::verdict).containsOnly(Verdict.GREEN);
        assertThat(node.entries())
                .extracting(ChainEntry::sequence)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, recordings).boxed().toList());
    }

    @Test
    void eachManifestNamesTheOneBefore() throws IOException {
        EvidenceStore store = node.open(node.files);
        for (int i = 1; i <= 3; i++) {
            SignedRecordings.keep(store, i);
        }
        assertGreen(3);
        List<ChainEntry> entries = node.entries();
        assertThat(entries.get(2).previous()).isEqualTo(entries.get(1).manifest());
        SignedRecordings.keep(node.open(node.files), 4);
        assertGreen(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStopAtTheCommitLeavesNeitherForkNorHole(boolean after) throws IOException {
        SignedRecordings.keep(node.open(node.files), 1);
        EvidenceStore stopping = node.open(new Stopping(node.files, after));
        assertThatThrownBy(() -> SignedRecordings.keep(stopping, 2)).hasMessage("stopped");
        EvidenceStore next = node.open(node.files);
        assertThat(next.location(Recorded.id(2)).isPresent()).isEqualTo(after);
        assertGreen(after ? 2 : 1);
        SignedRecordings.keep(next, 3);
        assertGreen(after ? 3 : 2);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 233})
    void aLineThatAStopToreIsWrittenAgain(int left) throws IOException {
        SignedRecordings.keep(node.open(node.files), 1);
        byte[] one = Files.readAllBytes(node.ledger());
        EvidenceStore stopping = node.open(new Stopping(node.files, true));
        assertThatThrownBy(() -> SignedRecordings.keep(stopping, 2)).hasMessage("stopped");
        Files.write(node.ledger(), Arrays.copyOf(one, left), StandardOpenOption.APPEND);
        SignedRecordings.keep(node.open(node.files), 3);
        assertGreen(3);
    }

    @Test
    void aLineThatWasWrittenBeforeTheStopIsNotWrittenAgain() throws IOException {
        EvidenceStore store = node.open(node.files);
        SignedRecordings.keep(store, 1);
        SignedRecordings.keep(store, 2);
        Files.writeString(
                node.ledger().resolveSibling("chain.pending"),
                node.entries().getLast().line());
        SignedRecordings.keep(node.open(node.files), 3);
        assertGreen(3);
    }

    @Test
    void aTornLineThatNoStopExplainsStaysToBeFound() throws IOException {
        SignedRecordings.keep(node.open(node.files), 1);
        Files.writeString(node.ledger(), "2 ", StandardOpenOption.APPEND);
        SignedRecordings.keep(node.open(node.files), 2);
        assertThat(node.check()).extracting(Finding::text).contains("line 2 of the ledger is damaged");
    }

    @Test
    void aSecondDeliveryChangesNothing() throws IOException {
        EvidenceStore store = node.open(node.files);
        SignedRecordings.keep(store, 1);
        SignedRecordings.keep(store, 1);
        assertGreen(1);
        SignedRecordings.keep(store, 2);
        assertGreen(2);
    }

    @Test
    void finishersAtTheSameTimeMakeOneChain() throws Exception {
        EvidenceStore store = node.open(node.files);
        try (ExecutorService finishers = Executors.newFixedThreadPool(4)) {
            List<Callable<RecordingId>> tasks = IntStream.rangeClosed(1, 24)
                    .<Callable<RecordingId>>mapToObj(i -> () -> SignedRecordings.keep(store, i))
                    .toList();
            for (Future<RecordingId> each : finishers.invokeAll(tasks)) {
                each.get();
            }
        }
        assertGreen(24);
    }

    @Test
    void theChainHoldsWithoutRecordingsThatWereDeleted() throws IOException {
        EvidenceStore store = node.open(node.files);
        for (int i = 1; i <= 4; i++) {
            SignedRecordings.keep(store, i);
        }
        for (int i : new int[] {1, 2, 4}) {
            Path directory = node.files.directory(Recorded.id(i));
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
        SignedRecordings.keep(node.open(node.files), 5);
        assertThat(Finding.worst(node.check()))
                .as("nothing says why they are gone")
                .isEqualTo(Finding.Verdict.AMBER);
        for (int i : new int[] {1, 2, 4}) {
            node.bury(i);
        }
        assertGreen(5);
    }
}
