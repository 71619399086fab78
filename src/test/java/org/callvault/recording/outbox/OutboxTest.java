package org.callvault.recording.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.evidence.EvidenceStore;
import org.callvault.recording.evidence.NodeSigner;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.store.DirectoryStore;
import org.callvault.recording.store.RemoteStore;
import org.callvault.recording.store.StagedRecording;
import org.callvault.recording.store.StoreAway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutboxTest {
    private static final RecordingId ID = Recorded.id(1);

    /** A directory that goes away, before a delivery or right after it. */
    private static final class Shaky implements RemoteStore {
        private final DirectoryStore behind;
        private final AtomicInteger asked = new AtomicInteger();
        private volatile boolean away;
        private volatile boolean goesAfterDelivery;

        Shaky(Path directory) {
            behind = new DirectoryStore(directory);
        }

        private void ask() throws IOException {
            asked.incrementAndGet();
            if (away) {
                throw new StoreAway("the store is away");
            }
        }

        @Override
        public String deliver(RecordingId id, Path directory) throws IOException {
            ask();
            String location = behind.deliver(id, directory);
            if (goesAfterDelivery) {
                throw new StoreAway("nobody heard that it arrived");
            }
            return location;
        }

        @Override
        public void check() throws IOException {
            if (away) {
                throw new StoreAway("the store is away");
            }
        }

        @Override
        public Optional<String> location(RecordingId id) throws IOException {
            ask();
            return behind.location(id);
        }

        @Override
        public SeekableByteChannel read(RecordingId id, String name) throws IOException {
            ask();
            return behind.read(id, name);
        }

        @Override
        public void delete(RecordingId id) throws IOException {
            ask();
            behind.delete(id);
        }

        @Override
        public void add(RecordingId id, String name, byte[] content) throws IOException {
            ask();
            behind.add(id, name, content);
        }
    }

    @TempDir
    private Path temp;

    private Shaky remote;
    private Outbox outbox;

    @BeforeEach
    void start() throws IOException {
        remote = new Shaky(temp.resolve("remote"));
        outbox = open();
    }

    private Outbox open() throws IOException {
        DirectoryStore local = new DirectoryStore(temp.resolve("outbox"));
        NodeSigner signer = NodeSigner.selfMade(temp.resolve("signing"), "node-1", Recorded.CLOCK);
        EvidenceStore signed =
                EvidenceStore.open(local, temp.resolve("evidence"), "node-1", signer, Recorded.CLOCK, Optional.empty());
        return new Outbox(signed, new NearAndFar(local, remote), Duration.ofMillis(20), new SimpleMeterRegistry());
    }

    private void restart() throws IOException {
        outbox.close();
        outbox = open();
    }

    @AfterEach
    void stop() {
        outbox.close();
    }

    private String commit(RecordingId id) throws IOException {
        try (StagedRecording staged = outbox.stage(id)) {
            Files.writeString(
                    staged.file(Manifest.NAME),
                    "{\"recording\":\"%s\",\"files\":[],\"streams\":[],\"gaps\":[],\"flags\":[]}".formatted(id));
            return staged.commit();
        }
    }

    private long chained() throws IOException {
        try (var lines = Files.lines(temp.resolve("evidence").resolve("chain.log"))) {
            return lines.count();
        }
    }

    @Test
    void whatWasCommittedIsDeliveredAndLeaves() throws IOException {
        assertThat(outbox.resume(ID)).isEmpty();
        String location = commit(ID);
        assertThat(remote.behind.location(ID)).contains(location);
        assertThat(outbox.waiting()).isZero();
        assertThat(outbox.resume(ID)).contains(location);
        assertThat(new String(outbox.readAll(ID, Manifest.NAME), java.nio.charset.StandardCharsets.UTF_8))
                .contains("\"sequence\" : 1");
    }

    @Test
    void whatCouldNotBeDeliveredIsDeliveredAsItWasSignedAcrossARestart() throws IOException {
        remote.away = true;
        assertThatThrownBy(() -> commit(ID)).isInstanceOf(StoreAway.class);
        byte[] signed = outbox.readAll(ID, Manifest.NAME);
        assertThat(outbox.waiting()).isEqualTo(1);
        restart();
        assertThat(outbox.waiting()).isEqualTo(1);
        await().until(() -> outbox.away().isPresent());
        assertThatThrownBy(() -> outbox.resume(ID)).isInstanceOf(StoreAway.class);
        remote.away = false;
        await().until(() -> outbox.away().isEmpty());
        assertThat(outbox.resume(ID)).isPresent();
        assertThat(remote.behind.readAll(ID, Manifest.NAME)).isEqualTo(signed);
        assertThat(chained()).isEqualTo(1);
        assertThat(outbox.waiting()).isZero();
    }

    @Test
    void whoDoesNotHearThatItArrivedDeliversAgainAndTheFirstStays() throws IOException {
        remote.goesAfterDelivery = true;
        assertThatThrownBy(() -> commit(ID)).isInstanceOf(StoreAway.class);
        byte[] first = remote.behind.readAll(ID, Manifest.NAME);
        remote.goesAfterDelivery = false;
        restart();
        assertThat(outbox.resume(ID)).isPresent();
        assertThat(outbox.waiting()).isZero();
        assertThat(remote.behind.readAll(ID, Manifest.NAME)).isEqualTo(first);
        commit(Recorded.id(2));
        assertThat(chained()).isEqualTo(2);
    }

    @Test
    void aStoreThatIsAwayIsNotAskedForEachRecording() throws IOException {
        remote.away = true;
        await().until(() -> outbox.away().isPresent());
        int before = remote.asked.get();
        for (int i = 0; i < 50; i++) {
            int number = i;
            assertThatThrownBy(() -> outbox.resume(Recorded.id(number))).isInstanceOf(StoreAway.class);
        }
        assertThat(remote.asked.get()).isEqualTo(before);
    }

    @Test
    void itIsReadAddedToAndDeletedWhereverItIs() throws IOException {
        remote.away = true;
        assertThatThrownBy(() -> commit(ID)).isInstanceOf(StoreAway.class);
        outbox.add(ID, "note.txt", new byte[] {1});
        assertThat(outbox.readAll(ID, "note.txt")).containsExactly(1);
        remote.away = false;
        await().until(() -> outbox.away().isEmpty());
        outbox.resume(ID);
        assertThat(remote.behind.readAll(ID, "note.txt")).containsExactly(1);
        outbox.add(ID, "later.txt", new byte[] {2});
        assertThat(outbox.readAll(ID, "later.txt")).containsExactly(2);
        outbox.delete(ID);
        assertThat(outbox.location(ID)).isEmpty();
        assertThat(remote.behind.location(ID)).isEmpty();
    }
}
