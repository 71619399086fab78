package org.callvault.recording.finish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.recording.Recorded.CLOCK;
import static org.callvault.recording.Recorded.SETTINGS;
import static org.callvault.recording.Recorded.START;
import static org.callvault.recording.Recorded.START_MICROS;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.callvault.config.output.Outputs;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.catalog.Catalog;
import org.callvault.recording.catalog.CatalogEntry;
import org.callvault.recording.catalog.RecordingState;
import org.callvault.recording.codec.Law;
import org.callvault.recording.format.WavFormat;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.ManifestSchema;
import org.callvault.recording.spool.EntryKind;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolWriter;
import org.callvault.recording.store.DirectoryStore;
import org.callvault.recording.store.RecordingStore;
import org.callvault.recording.store.StagedRecording;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingServiceTest {
    private static final RecordingId ID = Recorded.id(1);
    private static final Instant END = START.plusSeconds(5);

    /** A store that is away for its first calls. */
    private static final class ShakyStore implements RecordingStore {
        private final RecordingStore behind;
        private int failures;

        ShakyStore(RecordingStore behind, int failures) {
            this.behind = behind;
            this.failures = failures;
        }

        @Override
        public StagedRecording stage(RecordingId id) throws IOException {
            if (failures-- > 0) {
                throw new IOException("the store is away");
            }
            return behind.stage(id);
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

    @TempDir
    Path temp;

    private final ExecutorService blocking = Executors.newFixedThreadPool(3);
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private DirectoryStore store;
    private Catalog catalog;
    private Spool spool;
    private SpoolWriter writer;
    private RecordingService service;

    @BeforeEach
    void open() throws IOException {
        store = new DirectoryStore(temp.resolve("recordings"));
        catalog = Catalog.open(temp.resolve("catalog"));
        start(store);
    }

    private void start(RecordingStore with) throws IOException {
        close(service);
        spool = Spool.open(temp.resolve("spool"), Recorded.key(temp), SETTINGS, CLOCK);
        writer = spool.writer(0);
        service = new RecordingService(
                RecordingService.Place.alone("node-1"),
                spool,
                catalog,
                with,
                blocking,
                SETTINGS,
                Outputs.DEFAULT,
                Optional.empty(),
                Optional.empty(),
                meters,
                Duration.ofMillis(5));
    }

    private static void close(@Nullable RecordingService running) {
        if (running != null) {
            running.close();
        }
    }

    @AfterEach
    void close() {
        service.close();
        blocking.shutdown();
        catalog.close();
    }

    @Test
    void twoStreamsBecomeTwoAlignedChannelsBitByBit() throws Exception {
        RecordingDescription live = Recorded.description(ID, null, "PCMU/8000", "PCMU/8000");
        await(service.begin(live));
        Recorded.describe(writer, live);
        for (int i = 0; i < 100; i++) {
            Recorded.append(writer, ID, 0, i, at(i));
            if (i >= 10 && i != 50) {
                Recorded.append(writer, ID, 1, i, at(i) + 3000);
            }
        }
        account();
        finish("PCMU/8000", "PCMU/8000");

        byte[] wav = Files.readAllBytes(store.directory(ID).resolve("audio.wav"));
        byte[] expected = new byte[2 * 16_000];
        Arrays.fill(expected, (byte) 0xFF);
        for (int i = 0; i < 100; i++) {
            place(expected, 0, i * 160, Recorded.payload(0, i));
            if (i >= 10 && i != 50) {
                place(expected, 1, i * 160 + 24, Recorded.payload(1, i));
            }
        }
        assertThat(Arrays.copyOf(wav, WavFormat.HEADER_BYTES))
                .isEqualTo(new WavFormat(2, Optional.of(Law.MU), Law.RATE).header((wav.length - 58) / 2));
        assertThat(Arrays.copyOfRange(wav, 58, 58 + expected.length)).isEqualTo(expected);
        Manifest manifest = manifest();
        assertThat(manifest.state()).isEqualTo("complete");
        assertThat(manifest.gaps())
                .containsExactly(new Manifest.ManifestGap(1, 50 * 160 + 24, 51 * 160 + 24, 1, "lost"));
        assertThat(manifest.streams().get(1).packets().received()).isEqualTo(89);
        assertThat(manifest.streams().get(1).packets().lost()).isEqualTo(1);
        assertThat(manifest.streams().get(0).packets().duplicate()).isEqualTo(4);
        assertThat(manifest.streams().get(0).packets().rejected()).containsEntry("replayed", 7L);
        assertThat(manifest.streams().get(0).packets().droppedByKernel()).isEqualTo(2);
        assertThat(manifest.streams().get(1).packets().droppedByKernel())
                .as("not known, which is not 0")
                .isNull();
        assertThat(manifest.files())
                .extracting(Manifest.StoredFile::name)
                .containsExactly("audio.wav", "peaks.dat", "metadata-1.xml");
        assertThat(manifest.flags()).isEmpty();
        CatalogEntry entry = catalog.find(ID).orElseThrow();
        assertThat(entry.state()).isEqualTo(RecordingState.COMPLETE);
        assertThat(entry.manifestSha256())
                .isEqualTo(StagedFiles.sha256(
                        Files.readAllBytes(store.directory(ID).resolve(Manifest.NAME))));
        writer.close();
        assertThat(segments()).isZero();
    }

    @Test
    void twoLawsMakeLinearSamples() throws Exception {
        byte[] mu = Recorded.packet(0, 0);
        byte[] a = Recorded.packet(1, 0);
        Recorded.describe(writer, Recorded.description(ID, null, "PCMU/8000", "PCMA/8000"));
        writer.append(ID, 0, EntryKind.RTP, START_MICROS, mu, 0, mu.length);
        writer.append(ID, 1, EntryKind.RTP, START_MICROS, a, 0, a.length);
        finish("PCMU/8000", "PCMA/8000");
        byte[] wav = Files.readAllBytes(store.directory(ID).resolve("audio.wav"));
        assertThat(audio().encoding()).isEqualTo("L16");
        for (int i = 0; i < 160; i++) {
            assertThat(sample(wav, 2 * i)).isEqualTo(Law.MU.decode(mu[12 + i]));
            assertThat(sample(wav, 2 * i + 1)).isEqualTo(Law.A.decode(a[12 + i]));
        }
    }

    @Test
    void aCodecThatNobodyDecodesIsKeptAsPackets() throws Exception {
        for (int i = 0; i < 5; i++) {
            Recorded.append(writer, ID, 0, i, at(i));
            Recorded.append(writer, ID, 1, i, at(i));
        }
        finish("PCMU/8000", "G729/8000");
        assertThat(store.directory(ID).resolve("stream-1.pcapng")).exists();
        assertThat(manifest().streams().get(1).kept())
                .isEqualTo(new Manifest.Kept("stream-1.pcapng", "codec_unsupported", List.of("G729/8000")));
        assertThat(manifest().streams().getFirst().kept()).isNull();
        assertThat(manifest().files())
                .extracting(Manifest.StoredFile::name)
                .containsExactly("audio.wav", "peaks.dat", "stream-1.pcapng", "metadata-1.xml");
        assertThat(manifest().flags()).containsExactly("codec_unsupported");
        assertThat(audio().samples()).isEqualTo(800);
    }

    @Test
    void aCallThatWasKilledIsFinishedByTheNextProcess() throws Exception {
        RecordingDescription live = Recorded.description(ID, null, "PCMU/8000");
        await(service.begin(live));
        Recorded.describe(writer, live);
        for (int i = 0; i < 50; i++) {
            Recorded.append(writer, ID, 0, i, at(i));
        }
        writer.flush();
        Recorded.append(writer, ID, 0, 50, at(50));

        start(store);
        assertThat(await(service.recover())).isEqualTo(1);
        assertThat(manifest().state()).isEqualTo("interrupted");
        assertThat(manifest().flags()).containsExactly("interrupted");
        assertThat(manifest().endedAt()).isEqualTo(START.plusMillis(49 * 20));
        assertThat(audio().samples()).isEqualTo(50 * 160);
        assertThat(catalog.find(ID).orElseThrow().state()).isEqualTo(RecordingState.INTERRUPTED);
        assertThat(segments()).isZero();
        start(store);
        assertThat(await(service.recover())).isZero();
    }

    @Test
    void aCallThatEndedBeforeTheKillIsComplete() throws Exception {
        Recorded.describe(writer, Recorded.description(ID, null, "PCMU/8000"));
        Recorded.append(writer, ID, 0, 0, at(0));
        writer.flush();
        catalog.markFinishing(Recorded.description(ID, END, "PCMU/8000"));
        start(store);
        await(service.recover());
        assertThat(manifest().state()).isEqualTo("complete");
        assertThat(manifest().endedAt()).isEqualTo(END);
        assertThat(manifest().endReason()).isEqualTo("bye");
    }

    @Test
    void aLiveRowWithNothingInTheSpoolIsInterruptedWithoutMedia() throws Exception {
        await(service.begin(Recorded.description(ID, null, "PCMU/8000")));
        start(store);
        assertThat(await(service.recover())).isEqualTo(1);
        assertThat(catalog.find(ID).orElseThrow().flags()).containsExactly("interrupted", "no_media");
        assertThat(manifest().audio()).isNull();
    }

    @Test
    void aProcessDoesNotRecoverItsOwnCalls() throws Exception {
        await(service.begin(Recorded.description(ID, null, "PCMU/8000")));
        assertThat(await(service.recover())).isZero();
        assertThat(catalog.find(ID).orElseThrow().state()).isEqualTo(RecordingState.RECORDING);
    }

    @Test
    void aCallWithoutPacketsGetsAManifestThatSaysSo() throws Exception {
        finish("PCMU/8000");
        assertThat(manifest().flags()).containsExactly("no_media");
        assertThat(manifest().state()).isEqualTo("complete");
        assertThat(manifest().streams()).hasSize(1);
        assertThat(store.directory(ID).resolve("audio.wav")).doesNotExist();
    }

    @Test
    void finishingGoesOnUntilTheStoreIsBack() throws Exception {
        start(new ShakyStore(store, 3));
        Recorded.append(writer, ID, 0, 0, at(0));
        finish("PCMU/8000");
        assertThat(catalog.find(ID).orElseThrow().state()).isEqualTo(RecordingState.COMPLETE);
        assertThat(meters.counter("callvault.recording.finish.retries").count()).isEqualTo(3);
        assertThat(meters.counter("callvault.recording.finished", "state", "complete")
                        .count())
                .isEqualTo(1);
    }

    /** Again and again, because a second time may come while the first one is about to end. */
    @Test
    void finishingAgainChangesNothing() throws Exception {
        Recorded.append(writer, ID, 0, 0, at(0));
        finish("PCMU/8000");
        CatalogEntry before = catalog.find(ID).orElseThrow();
        for (int again = 1; again <= 100; again++) {
            await(service.finish(Recorded.description(ID, END.plusSeconds(again), "PCMA/8000")));
        }
        assertThat(catalog.find(ID)).contains(before);
    }

    private void finish(String... formats) throws Exception {
        writer.end(ID);
        await(service.finish(Recorded.description(ID, END, formats)));
    }

    private void account() {
        byte[] json = """
                [{"index":0,"received":100,"lost":0,"late":0,"duplicate":4,"paused":0,"rtcp":0,
                  "rejected":{"replayed":7},"jitter":3,"lastPacketMicros":1,"droppedByKernel":2},
                 {"index":1,"received":89,"lost":0,"late":0,"duplicate":0,"paused":0,"rtcp":0,
                  "rejected":{},"jitter":3,"lastPacketMicros":1,"droppedByKernel":null}]""".getBytes(StandardCharsets.UTF_8);
        writer.append(ID, -1, EntryKind.ACCOUNT, at(100), json, 0, json.length);
    }

    private static long at(int index) {
        return START_MICROS + 20_000L * index;
    }

    private static void place(byte[] frames, int channel, int position, byte[] payload) {
        for (int i = 0; i < payload.length && 2 * (position + i) + channel < frames.length; i++) {
            frames[2 * (position + i) + channel] = payload[i];
        }
    }

    private static short sample(byte[] wav, int index) {
        int at = WavFormat.HEADER_BYTES + 2 * index;
        return (short) ((wav[at] & 0xFF) | (wav[at + 1] << 8));
    }

    private Manifest manifest() throws IOException {
        Manifest manifest =
                RecordingJson.read(Files.readAllBytes(store.directory(ID).resolve(Manifest.NAME)), Manifest.class);
        assertThat(ManifestSchema.problems(manifest)).isEmpty();
        return manifest;
    }

    private Manifest.Audio audio() throws IOException {
        return Objects.requireNonNull(manifest().audio());
    }

    private long segments() throws IOException {
        try (Stream<Path> files = Files.list(temp.resolve("spool"))) {
            return files.count();
        }
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
