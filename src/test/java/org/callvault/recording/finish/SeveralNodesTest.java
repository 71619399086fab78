package org.callvault.recording.finish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.callvault.recording.Recorded.CLOCK;
import static org.callvault.recording.Recorded.SETTINGS;
import static org.callvault.recording.Recorded.START;
import static org.callvault.recording.Recorded.START_MICROS;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.callvault.config.output.Outputs;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.catalog.CatalogEntry;
import org.callvault.recording.catalog.Criterion;
import org.callvault.recording.catalog.PageRequest;
import org.callvault.recording.catalog.RecordingState;
import org.callvault.recording.catalog.SearchFilter;
import org.callvault.recording.evidence.EvidenceStore;
import org.callvault.recording.evidence.NodeSigner;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.spool.SegmentSource;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolWriter;
import org.callvault.recording.spool.key.SpoolDirectory;
import org.callvault.recording.store.DirectoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that share a catalog and a store, each with a spool of its own. */
class SeveralNodesTest {
    private static final RecordingId ID = Recorded.id(1);

    /** A node up to its recordings. */
    private final class Node implements AutoCloseable {
        final String name;
        final Path data;
        final Spool spool;
        final SpoolWriter writer;
        final RecordingService service;

        Node(String name, Duration waitForParts, String... readable) throws IOException {
            this.name = name;
            this.data = Files.createDirectories(temp.resolve(name));
            this.spool = Spool.open(data.resolve("spool"), Recorded.key(data), SETTINGS, CLOCK);
            this.writer = spool.writer(0);
            List<SegmentSource> others = new ArrayList<>();
            for (String other : readable) {
                others.add(new SpoolDirectory(other, temp.resolve(other)));
            }
            EvidenceStore evidence = EvidenceStore.open(
                    store,
                    data.resolve("evidence"),
                    name,
                    NodeSigner.selfMade(data.resolve("signing"), name, CLOCK),
                    CLOCK,
                    Optional.empty());
            this.service = new RecordingService(
                    new RecordingService.Place(name, others, waitForParts),
                    spool,
                    catalog,
                    evidence,
                    blocking,
                    SETTINGS,
                    Outputs.DEFAULT,
                    Optional.empty(),
                    Optional.empty(),
                    new SimpleMeterRegistry(),
                    Duration.ofMillis(5));
            running.add(this);
        }

        void receive(int from, int to) throws IOException {
            for (int i = from; i < to; i++) {
                Recorded.append(writer, ID, 0, i, START_MICROS + 20_000L * i);
            }
            writer.end(ID);
            catalog.finishing().hold(ID, name);
        }

        void finish() throws Exception {
            await(service.finish(DESCRIPTION));
        }

        long segments() throws IOException {
            writer.close();
            try (var files = Files.list(data.resolve("spool"))) {
                return files.count();
            }
        }

        @Override
        public void close() {
            service.close();
        }
    }

    private static final RecordingDescription DESCRIPTION = Recorded.description(ID, START.plusSeconds(5), "PCMU/8000");

    @TempDir
    Path temp;

    private final ExecutorService blocking = Executors.newFixedThreadPool(6);
    private final List<Node> running = new ArrayList<>();
    private Catalog catalog;
    private DirectoryStore store;

    @BeforeEach
    void open() throws IOException {
        catalog = Catalog.open(temp.resolve("catalog"));
        store = new DirectoryStore(temp.resolve("recordings"));
    }

    @AfterEach
    void close() {
        running.forEach(Node::close);
        blocking.shutdown();
        catalog.close();
    }

    private Manifest manifest(RecordingId id) throws IOException {
        return RecordingJson.read(store.readAll(id, Manifest.NAME), Manifest.class);
    }

    private static long samples(Manifest manifest) {
        return Objects.requireNonNull(manifest.audio()).samples();
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    @Test
    void aCallThatMovedIsOneRecordingWhereOneNodeCanReadBothSpools() throws Exception {
        Node first = new Node("node-1", Duration.ofMinutes(10));
        Node second = new Node("node-2", Duration.ofMinutes(10), "node-1");
        first.receive(0, 60);
        second.receive(50, 100);
        CompletionStage<Void> finished = first.service.finish(DESCRIPTION);
        Awaitility.await().until(() -> catalog.find(ID).orElseThrow().state() == RecordingState.COMPLETE);
        first.service.tidy();
        await(finished);
        assertThat(manifest(ID).state()).isEqualTo("complete");
        assertThat(samples(manifest(ID))).isEqualTo(100 * 160);
        assertThat(manifest(ID).gaps()).isEmpty();
        assertThat(manifest(ID).streams().getFirst().packets().received()).isEqualTo(100);
        assertThat(manifest(ID).parts()).hasSize(2);
        first.service.tidy();
        second.service.tidy();
        assertThat(first.segments() + second.segments()).isZero();
        assertThat(catalog.page(PageRequest.first(10)).items()).hasSize(1);
    }

    @Test
    void aPartThatTurnsUpLaterIsASupplementAndTheFirstRecordingStays() throws Exception {
        Node first = new Node("node-1", Duration.ZERO);
        first.receive(0, 60);
        catalog.finishing().hold(ID, "node-2");
        first.finish();
        byte[] before = store.readAll(ID, Manifest.NAME);
        assertThat(manifest(ID).flags()).containsExactly("parts_missing");
        assertThat(manifest(ID).state()).isEqualTo("interrupted");

        Node second = new Node("node-2", Duration.ZERO);
        second.receive(50, 100);
        second.service.tidy();
        RecordingId supplement = Awaitility.await()
                .until(() -> supplements(), found -> found.size() == 1)
                .getFirst()
                .id();
        assertThat(store.readAll(ID, Manifest.NAME)).isEqualTo(before);
        assertThat(manifest(supplement).supplements()).isEqualTo(ID.value());
        assertThat(manifest(supplement).flags()).contains("supplement");
        assertThat(samples(manifest(supplement))).isEqualTo(50 * 160);
        assertThat(manifest(supplement).callId()).isEqualTo(manifest(ID).callId());
        assertThat(Objects.requireNonNull(manifest(supplement).chain()).node()).isEqualTo("node-2");
        Awaitility.await().until(() -> second.segments() == 0);
        second.service.tidy();
        assertThat(supplements()).hasSize(1);
    }

    private List<CatalogEntry> supplements() {
        return catalog
                .page(new PageRequest(10, Optional.empty(), SearchFilter.of(new Criterion.Identifier(ID.value()))))
                .items()
                .stream()
                .filter(entry -> entry.state() == RecordingState.INTERRUPTED)
                .toList();
    }

    @Test
    void aNodeGoesOnWithWhatADeadOneHadTakenWhenItCanReadItsSpool() throws Exception {
        Node dead = new Node("node-1", Duration.ZERO);
        dead.receive(0, 50);
        dead.close();
        catalog.finishing().add(ID, DESCRIPTION, null, "node-1");
        assertThat(catalog.finishing().claim("node-1", List.of("node-1"), Duration.ZERO, Duration.ofMillis(50)))
                .isPresent();
        new Node("node-2", Duration.ZERO, "node-1");
        Awaitility.await().until(() -> catalog.find(ID).orElseThrow().state() == RecordingState.COMPLETE);
        assertThat(samples(manifest(ID))).isEqualTo(50 * 160);
        assertThat(Objects.requireNonNull(manifest(ID).chain()).node()).isEqualTo("node-2");
    }

    @Test
    void whoLostItsLeaseWhileItRenderedKeepsNothing() throws Exception {
        Node node = new Node("node-1", Duration.ZERO);
        node.close();
        node.receive(0, 50);
        var queue = catalog.finishing();
        queue.add(ID, DESCRIPTION, null, "node-1");
        var first = queue.claim("node-1", List.of("node-1"), Duration.ZERO, Duration.ofMillis(1))
                .orElseThrow();
        Awaitility.await()
                .until(
                        () -> queue.claim("node-2", List.of("node-1"), Duration.ZERO, Duration.ofMinutes(1)),
                        Optional::isPresent);
        RunningAttempt attempt = new RunningAttempt(queue, first, Duration.ofMinutes(1));
        Finisher finisher = new Finisher(
                List.of(node.spool.source("node-1")),
                store,
                Optional.empty(),
                Optional.empty(),
                Duration.ZERO,
                Outputs.DEFAULT);
        assertThatThrownBy(() -> finisher.finish(new FinishRequest(ID, DESCRIPTION, null), attempt))
                .isInstanceOf(RunningAttempt.LeaseLost.class);
        assertThat(store.location(ID)).isEmpty();
    }
}
