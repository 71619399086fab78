package org.callvault.recording.finish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.recording.Recorded.CLOCK;
import static org.callvault.recording.Recorded.SETTINGS;
import static org.callvault.recording.Recorded.START_MICROS;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.callvault.config.output.Outputs;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.evidence.EvidenceStore;
import org.callvault.recording.evidence.NodeSigner;
import org.callvault.recording.evidence.Tombstone;
import org.callvault.recording.evidence.Tombstones;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolWriter;
import org.callvault.recording.store.DirectoryStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A spool that still, or again, has a segment of a recording that was removed: as a disk that comes back. */
class RemovedStaysRemovedTest {
    private static final RecordingId ID = Recorded.id(1);
    private static final RecordingId OTHER = Recorded.id(2);

    @TempDir
    private Path temp;

    private final ExecutorService blocking = Executors.newFixedThreadPool(3);
    private Catalog catalog;
    private DirectoryStore store;
    private NodeSigner signer;
    private Spool spool;

    /** One segment with a recording that was removed and one that was not. */
    @BeforeEach
    void spool() throws IOException {
        catalog = Catalog.open(temp.resolve("catalog"));
        store = new DirectoryStore(temp.resolve("recordings"));
        signer = NodeSigner.selfMade(temp.resolve("signing"), "node-1", CLOCK);
        Spool before = Spool.open(temp.resolve("spool"), Recorded.key(temp), SETTINGS, CLOCK);
        try (SpoolWriter writer = before.writer(0)) {
            for (RecordingId id : List.of(ID, OTHER)) {
                Recorded.describe(writer, Recorded.description(id, null, "PCMU/8000"));
                Recorded.append(writer, id, 0, 0, START_MICROS);
            }
        }
        spool = Spool.open(temp.resolve("spool"), Recorded.key(temp), SETTINGS, CLOCK);
    }

    @AfterEach
    void close() {
        blocking.shutdown();
        catalog.close();
    }

    private RecordingService service() throws IOException {
        EvidenceStore evidence =
                EvidenceStore.open(store, temp.resolve("evidence"), "node-1", signer, CLOCK, Optional.empty());
        return new RecordingService(
                RecordingService.Place.alone("node-1"),
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
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(20, TimeUnit.SECONDS);
    }

    private void removed() {
        catalog.change(handle -> handle.execute("INSERT INTO removal (recording_id, node, kind, asked_by, reason,"
                + " begun_at, done_at) VALUES ('" + ID + "', 'node-1', 'erasure', 'a', 'b', CURRENT_TIMESTAMP,"
                + " CURRENT_TIMESTAMP)"));
    }

    private void assertOnlyTheOtherIsThere() throws IOException {
        assertThat(store.location(OTHER)).isPresent();
        assertThat(store.count()).as("neither it nor a supplement of it").isOne();
        assertThat(catalog.queued().list(9)).isEmpty();
        assertThat(spool.reader(ID).parts(ID)).as("its keys are gone").isEmpty();
    }

    @Test
    void itIsNotFinishedAgainWhereTheCatalogKeepsNoRow() throws Exception {
        removed();
        try (RecordingService service = service()) {
            assertThat(await(service.recover())).isEqualTo(2);
            assertOnlyTheOtherIsThere();
            assertThat(catalog.find(ID)).isEmpty();
        }
    }

    @Test
    void itBecomesNoSupplementWhereTheCatalogKeepsARow() throws Exception {
        catalog.insertLive(Recorded.description(ID, null, "PCMU/8000"));
        catalog.change(handle -> handle.execute("UPDATE recording SET state = 'erased'"));
        removed();
        try (RecordingService service = service()) {
            assertThat(await(service.recover())).isEqualTo(1);
            service.tidy();
            assertOnlyTheOtherIsThere();
        }
    }

    @Test
    void theTombstoneCountsWhereTheCatalogIsANewOne() throws Exception {
        new Tombstones(temp.resolve("evidence"))
                .keep(
                        new Tombstone(
                                Tombstone.VERSION,
                                ID,
                                "node-1",
                                "erasure",
                                null,
                                List.of(),
                                CLOCK.instant(),
                                "a",
                                "b",
                                null,
                                "asked for"),
                        signer,
                        CLOCK.instant());
        try (RecordingService service = service()) {
            assertThat(await(service.recover())).isEqualTo(2);
            assertOnlyTheOtherIsThere();
        }
    }
}
