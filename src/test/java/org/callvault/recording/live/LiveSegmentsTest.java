package org.callvault.recording.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.callvault.recording.Recorded.CLOCK;
import static org.callvault.recording.Recorded.SETTINGS;
import static org.callvault.recording.Recorded.START_MICROS;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.live.SegmentStore.Piece;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolKeys;
import org.callvault.recording.spool.SpoolWriter;
import org.callvault.recording.spool.key.KeyFiles;
import org.callvault.recording.store.s3.FaultyLine;
import org.callvault.recording.store.s3.FaultyLine.Fate;
import org.callvault.recording.store.s3.S3Bucket;
import org.callvault.recording.store.s3.S3Segments;
import org.callvault.recording.store.s3.S3Server;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveSegmentsTest {
    private static final RecordingId ID = Recorded.id(1);
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final Duration INTERVAL = Duration.ofMillis(100);

    @TempDir
    private Path temp;

    private S3Server server;
    private FaultyLine line;
    private S3Bucket bucket;
    private S3Segments store;
    private final List<AutoCloseable> open = new ArrayList<>();

    /** One node's spool and what uploads it. */
    private final class Node implements AutoCloseable {
        private final Path data;
        private final Spool spool;
        private final AtomicInteger finishing = new AtomicInteger();
        private final LiveSegments live;

        Node(String name) throws IOException {
            data = Files.createDirectories(temp.resolve(name));
            SpoolKeys keys = new KeyFiles(data).loadOrCreate(List.of(data.resolve("spool")));
            spool = Spool.open(data.resolve("spool"), keys, SETTINGS, CLOCK);
            live = LiveSegments.start(
                    store,
                    name,
                    data,
                    spool,
                    keys,
                    INTERVAL,
                    1 << 20,
                    finishing::incrementAndGet,
                    new SimpleMeterRegistry());
            open.add(this);
        }

        Path segment() {
            return spool.segments().keySet().iterator().next();
        }

        @Override
        public void close() {
            live.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        server = S3Server.start(temp.resolve("server"));
        line = new FaultyLine(server.port());
        bucket = S3Bucket.open(S3Server.settings(line.port()));
        store = new S3Segments(bucket);
    }

    @AfterEach
    void stop() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
        bucket.close();
        line.close();
        server.close();
    }

    private static void write(SpoolWriter writer, int from, int until) throws IOException {
        for (int i = from; i < until; i++) {
            Recorded.append(writer, ID, 0, i, START_MICROS + 20_000L * i);
        }
        writer.flush();
    }

    private byte[] uploaded(String node, String segment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            for (Piece piece : store.pieces(node)) {
                if (piece.segment().equals(segment) && piece.offset() == bytes.size()) {
                    store.fetch(node, piece, Channels.newChannel(bytes));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private void awaitUploaded(Node node, String name) {
        await().atMost(WITHIN).untilAsserted(() -> assertThat(
                        uploaded(name, node.segment().getFileName().toString()))
                .isEqualTo(Files.readAllBytes(node.segment())));
    }

    @Test
    void whatIsOnDiskIsUploadedPieceByPieceAndGoesWithTheSegment() throws Exception {
        Node one = new Node("one");
        try (SpoolWriter writer = one.spool.writer(0)) {
            write(writer, 0, 10);
            awaitUploaded(one, "one");
            line.all(Fate.DEAD);
            write(writer, 10, 20);
            line.all(Fate.PASS);
            awaitUploaded(one, "one");
            assertThat(store.pieces("one")).hasSizeGreaterThan(1);
            writer.end(ID);
        }
        one.spool.finished(ID);
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(store.pieces("one")).isEmpty());
    }

    @Test
    void keysThatAreDestroyedAreDestroyedInThePiecesToo() throws Exception {
        Node one = new Node("one");
        RecordingId other = Recorded.id(2);
        try (SpoolWriter writer = one.spool.writer(0)) {
            write(writer, 0, 10);
            awaitUploaded(one, "one");
            Recorded.append(writer, other, 0, 0, START_MICROS);
            writer.flush();
            awaitUploaded(one, "one");
            String segment = one.segment().getFileName().toString();
            byte[] before = uploaded("one", segment);
            writer.end(ID);
            one.spool.erase(ID);

            line.all(Fate.DEAD);
            assertThatThrownBy(() -> one.live.erased(ID))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("keys of a recording are still in the store");
            line.all(Fate.PASS);
            one.live.erased(ID);
            byte[] after = uploaded("one", segment);
            assertThat(after).startsWith(Arrays.copyOf(Files.readAllBytes(one.segment()), before.length));
            assertThat(Arrays.copyOf(after, before.length)).isNotEqualTo(before);
            line.seen().clear();
            one.live.erased(other);
            assertThat(line.seen()).as("keys that are needed stay").noneMatch(each -> each.contains(segment));
        }
    }

    @Test
    void aRestartGoesOnWhereTheUploadWas() throws Exception {
        Node before = new Node("one");
        try (SpoolWriter writer = before.spool.writer(0)) {
            write(writer, 0, 10);
            awaitUploaded(before, "one");
            before.close();
            write(writer, 10, 20);
        }
        line.seen().clear();
        Node after = new Node("one");
        awaitUploaded(after, "one");
        assertThat(line.seen()).noneMatch(each -> each.startsWith("PUT") && each.contains("/0000000000000000"));
        assertThat(after.finishing).hasValue(0);
    }

    @Test
    void aNodeThatIsGoneIsTakenOverWhenThatIsAskedAndNotWhileItLives() throws Exception {
        Node dead = new Node("dead");
        try (SpoolWriter writer = dead.spool.writer(0)) {
            write(writer, 0, 50);
            awaitUploaded(dead, "dead");
            byte[] segment = Files.readAllBytes(dead.segment());
            String name = dead.segment().getFileName().toString();
            ask("heir", "dead");
            String key = SpoolKeys.idIn(dead.segment());
            Files.copy(dead.data.resolve("spool.key"), temp.resolve("heir").resolve("spool-" + key + ".key"));
            Node heir = new Node("heir");
            long seen = beat("dead");
            await().atMost(WITHIN).until(() -> beat("dead") > seen + 15);
            assertThat(heir.spool.unfinished()).as("it lives").isEmpty();

            dead.close();
            await().atMost(WITHIN)
                    .untilAsserted(() -> assertThat(heir.spool.unfinished()).containsExactly(ID));
            await().atMost(WITHIN)
                    .untilAsserted(() -> assertThat(store.pieces("dead")).isEmpty());
            assertThat(uploaded("heir", name)).isEqualTo(segment);
            await().atMost(WITHIN).until(() -> heir.finishing.get() > 0);
            assertThat(heir.data.resolve("takeover")).isEmptyDirectory();
            AtomicInteger entries = new AtomicInteger();
            heir.spool.reader(ID).read(ID, (kind, stream, micros, buffer, offset, length) -> entries.incrementAndGet());
            assertThat(entries).hasValue(50);
        }
    }

    @Test
    void aSegmentWhoseKeyIsNotHereStaysWhereItIs() throws Exception {
        Node dead = new Node("dead");
        try (SpoolWriter writer = dead.spool.writer(0)) {
            write(writer, 0, 10);
            awaitUploaded(dead, "dead");
        }
        dead.close();
        ask("heir", "dead");
        Node heir = new Node("heir");
        await().atMost(WITHIN).until(() -> heir.finishing.get() > 0);
        assertThat(store.pieces("dead")).isNotEmpty();
        assertThat(heir.spool.directory()).isEmptyDirectory();
    }

    @Test
    void aFreshDiskUnderTheSameNameGetsItsSegmentsBack() throws Exception {
        Node lost = new Node("one");
        byte[] segment;
        try (SpoolWriter writer = lost.spool.writer(0)) {
            write(writer, 0, 10);
            awaitUploaded(lost, "one");
            segment = Files.readAllBytes(lost.segment());
        }
        lost.close();
        Files.move(temp.resolve("one"), temp.resolve("gone"));
        Files.createDirectories(temp.resolve("one"));
        Files.copy(temp.resolve("gone/spool.key"), temp.resolve("one/spool.key"));
        Node fresh = new Node("one");
        await().atMost(WITHIN).until(() -> fresh.finishing.get() > 0);
        assertThat(fresh.spool.unfinished()).containsExactly(ID);
        assertThat(Files.readAllBytes(fresh.segment())).isEqualTo(segment);
        fresh.spool.finished(ID);
        await().atMost(WITHIN)
                .untilAsserted(() -> assertThat(store.pieces("one")).isEmpty());
    }

    private void ask(String of, String about) throws IOException {
        Path requests = Files.createDirectories(temp.resolve(of).resolve(LiveSegments.REQUESTS));
        Files.createFile(requests.resolve(about));
    }

    private long beat(String node) throws IOException {
        return store.beats(node).values().stream()
                .mapToLong(Long::parseLong)
                .max()
                .orElse(0);
    }
}
