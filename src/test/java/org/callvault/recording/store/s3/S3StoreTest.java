package org.callvault.recording.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.callvault.config.StoreSettings;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.store.StoreAway;
import org.callvault.recording.store.s3.FaultyLine.Fate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class S3StoreTest {
    private static final RecordingId ID = Recorded.id(1);
    /** The least that servers take. */
    private static final int PART = 5 << 20;

    private static final int SMALL = 220_000;
    private static final int LARGE = 2 * PART + 1000;

    @TempDir
    private Path temp;

    private S3Server server;
    private FaultyLine line;
    private S3Bucket bucket;
    private S3Store store;
    private byte[] audio = new byte[SMALL];

    @BeforeEach
    void start() throws Exception {
        server = S3Server.start(temp.resolve("server"));
        line = new FaultyLine(server.port());
        bucket = S3Bucket.open(S3Server.settings(line.port()));
        store = new S3Store(bucket, temp.resolve("notes"), PART);
        new Random(1).nextBytes(audio);
    }

    private void largeAudio() {
        audio = new byte[LARGE];
        new Random(2).nextBytes(audio);
    }

    @AfterEach
    void stop() throws Exception {
        bucket.close();
        line.close();
        server.close();
    }

    private Path complete(RecordingId id) throws IOException {
        Path directory = Files.createDirectories(temp.resolve("outbox").resolve(id.value()));
        Files.write(directory.resolve("audio.wav"), audio);
        Files.writeString(directory.resolve("manifest.json"), "{\"recording\":\"" + id + "\",\"files\":[]}");
        Files.writeString(directory.resolve("manifest.json.p7s"), "signature");
        return directory;
    }

    private long puts(String of) {
        return line.seen().stream()
                .filter(each -> each.startsWith("PUT ") && each.contains(of))
                .count();
    }

    @Test
    void aRecordingIsKeptOnceItsManifestIsThereAndReadAtAnyPosition() throws IOException {
        assertThat(store.location(ID)).isEmpty();
        String location = store.deliver(ID, complete(ID));
        assertThat(location).isEqualTo("s3://recordings/vault/2026/03/01/" + ID);
        assertThat(store.location(ID)).contains(location);
        assertThat(line.seen().stream().filter(each -> each.startsWith("PUT")).reduce((a, b) -> b))
                .hasValueSatisfying(last -> assertThat(last).contains("manifest.json "));
        assertThat(store.readAll(ID, "audio.wav")).isEqualTo(audio);
        try (SeekableByteChannel channel = store.read(ID, "audio.wav")) {
            assertThat(channel.size()).isEqualTo(SMALL);
            for (int at : new int[] {0, SMALL - 1, 70_000, 69_999, 65_536}) {
                ByteBuffer one = ByteBuffer.allocate(1);
                assertThat(channel.position(at).read(one)).isEqualTo(1);
                assertThat(one.get(0)).isEqualTo(audio[at]);
            }
            assertThat(channel.position(SMALL).read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        assertThatThrownBy(() -> store.read(ID, "other.wav")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> store.read(ID, "../x.wav")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void whatIsKeptStaysWhenItIsDeliveredAgain() throws IOException {
        store.deliver(ID, complete(ID));
        byte[] first = store.readAll(ID, "manifest.json");
        Files.writeString(complete(ID).resolve("manifest.json"), "{\"files\":[],\"second\":true}");
        store.deliver(ID, temp.resolve("outbox").resolve(ID.value()));
        assertThat(store.readAll(ID, "manifest.json")).isEqualTo(first);
    }

    @Test
    void anUploadThatWasCutOffGoesOnWithThePartsThatAreMissing() throws IOException {
        largeAudio();
        line.fates(each -> each.contains("partNumber=3") ? Fate.CUT : Fate.PASS);
        assertThatThrownBy(() -> store.deliver(ID, complete(ID))).isInstanceOf(StoreAway.class);
        assertThat(store.location(ID)).isEmpty();
        line.seen().clear();
        line.all(Fate.PASS);
        // As after a restart.
        new S3Store(bucket, temp.resolve("notes"), PART).deliver(ID, complete(ID));
        assertThat(puts("partNumber=1")).isZero();
        assertThat(puts("partNumber=2")).isZero();
        assertThat(puts("partNumber=3")).isOne();
        assertThat(store.readAll(ID, "audio.wav")).isEqualTo(audio);
        assertThat(temp.resolve("notes")).isEmptyDirectory();
    }

    @Test
    void aPartOfAnotherFileIsSentAgain() throws IOException {
        largeAudio();
        line.fates(each -> each.contains("partNumber=3") ? Fate.CUT : Fate.PASS);
        assertThatThrownBy(() -> store.deliver(ID, complete(ID))).isInstanceOf(StoreAway.class);
        line.all(Fate.PASS);
        audio[60_000] ^= 1;
        store.deliver(ID, complete(ID));
        assertThat(store.readAll(ID, "audio.wav")).isEqualTo(audio);
    }

    @Test
    void aBitThatFlipsOnTheWayIsFoundAndTheFileSentAgain() throws IOException {
        largeAudio();
        AtomicInteger flipped = new AtomicInteger();
        line.fates(each -> each.contains("partNumber=2") && flipped.getAndIncrement() < 9 ? Fate.FLIP : Fate.PASS);
        assertThatThrownBy(() -> store.deliver(ID, complete(ID))).isInstanceOf(IOException.class);
        assertThat(store.location(ID)).isEmpty();
        line.all(Fate.PASS);
        store.deliver(ID, complete(ID));
        assertThat(store.readAll(ID, "audio.wav")).isEqualTo(audio);
    }

    @Test
    void aFileThatWasAlteredAfterItsManifestWasSignedIsNotSent() throws IOException {
        Path directory = complete(ID);
        Files.writeString(
                directory.resolve("manifest.json"),
                "{\"files\":[{\"name\":\"audio.wav\",\"sha256\":\"" + "0".repeat(64) + "\"}]}");
        assertThatThrownBy(() -> store.deliver(ID, directory)).hasMessageContaining("was altered on this disk");
        assertThat(puts("audio.wav")).isZero();
    }

    @Test
    void aLargeFileIsReplacedAtOnceAndUntilThenTheFormerOneIsThere() throws IOException {
        store.deliver(ID, complete(ID));
        byte[] former = audio;
        largeAudio();
        Path content = Files.write(temp.resolve("new"), audio);
        line.fates(each -> each.contains("partNumber=3") ? Fate.CUT : Fate.PASS);
        assertThatThrownBy(() -> store.replace(ID, "audio.wav", content)).isInstanceOf(StoreAway.class);
        assertThat(store.readAll(ID, "audio.wav")).isEqualTo(former);
        line.all(Fate.PASS);
        store.replace(ID, "audio.wav", content);
        assertThat(store.readAll(ID, "audio.wav")).isEqualTo(audio);
        assertThatThrownBy(() -> store.replace(ID, "other.wav", content)).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> store.replace(Recorded.id(2), "audio.wav", content))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void aBusyServerIsAskedAgainAndThenSaidToBeBusy() throws IOException {
        AtomicInteger refused = new AtomicInteger();
        line.fates(each -> refused.getAndIncrement() < 2 ? Fate.SLOW_DOWN : Fate.PASS);
        store.deliver(ID, complete(ID));
        assertThat(store.location(ID)).isPresent();
        line.all(Fate.SLOW_DOWN);
        assertThatThrownBy(() -> store.location(ID))
                .isInstanceOf(StoreAway.class)
                .hasMessageContaining("does not serve now");
        line.all(Fate.DEAD);
        assertThatThrownBy(() -> store.location(ID))
                .isInstanceOf(StoreAway.class)
                .hasMessageContaining("no answer");
    }

    @Test
    void wrongCredentialsAndMissingBucketsAreToldApart() throws IOException {
        try (S3Bucket wrong = S3Bucket.open(S3Server.settings(line.port(), "wrong", Optional.empty()))) {
            assertThatThrownBy(() -> new S3Store(wrong, temp, PART).deliver(ID, complete(ID)))
                    .isInstanceOf(StoreAway.class)
                    .hasMessageContaining("credentials")
                    .hasMessageNotContaining("wrong ");
        }
        Files.delete(temp.resolve("server").resolve(S3Server.BUCKET));
        assertThatThrownBy(() -> store.deliver(ID, complete(ID)))
                .isInstanceOf(StoreAway.class)
                .hasMessageContaining("there is no bucket recordings");
    }

    @Test
    void whereTheBucketHasNoLockNothingIsPutThatOughtToBeLocked() throws IOException {
        StoreSettings.ObjectLock lock = new StoreSettings.ObjectLock(true, Duration.ofDays(30));
        try (S3Bucket locked = S3Bucket.open(S3Server.settings(line.port(), S3Server.SECRET, Optional.of(lock)))) {
            S3Store strict = new S3Store(locked, temp.resolve("notes"), PART);
            assertThatThrownBy(strict::check).isInstanceOf(S3Store.LockMissing.class);
            assertThatThrownBy(() -> strict.deliver(ID, complete(ID))).hasMessageContaining("without object lock");
        }
        assertThat(puts("")).isZero();
        store.check();
    }

    @Test
    void whatIsDeletedIsGoneAndWhatIsAddedIsThere() throws IOException {
        assertThatThrownBy(() -> store.add(ID, "note.txt", new byte[1])).isInstanceOf(NoSuchFileException.class);
        store.deliver(ID, complete(ID));
        store.deliver(Recorded.id(2), complete(Recorded.id(2)));
        store.add(ID, "note.txt", new byte[] {7});
        assertThat(store.readAll(ID, "note.txt")).containsExactly(7);
        store.delete(ID);
        store.delete(ID);
        assertThat(store.location(ID)).isEmpty();
        assertThat(bucket.list("2026/")).extracting(S3Bucket.Listed::key).noneMatch(key -> key.contains(ID.value()));
        assertThat(store.location(Recorded.id(2))).isPresent();
    }

    @Test
    void aListingOfManyComesPageByPage() throws IOException {
        Path many = Files.createDirectories(temp.resolve("server/recordings/vault/many"));
        for (int i = 0; i < 1005; i++) {
            Files.createFile(many.resolve("object-" + i));
        }
        List<Long> asked = new ArrayList<>();
        bucket.visit("many/", object -> asked.add(listings()));
        assertThat(asked).hasSize(1005).startsWith(1L).endsWith(2L);
        assertThat(bucket.list("many/")).doesNotHaveDuplicates().hasSize(1005);
    }

    private long listings() {
        return line.seen().stream().filter(each -> each.contains("list-type=2")).count();
    }

    @Test
    void secretsStandInNoText() {
        assertThat(bucket.settings().toString()).doesNotContain(S3Server.SECRET);
    }
}
