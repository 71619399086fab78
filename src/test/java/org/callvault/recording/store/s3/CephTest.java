package org.callvault.recording.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.callvault.TestNode;
import org.callvault.cli.CommandRun;
import org.callvault.cli.demo.FinishedRecording;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.TestCall;
import org.callvault.config.StoreSettings;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.live.SegmentStore.Piece;
import org.callvault.recording.store.StoreAway;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemOutput;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectLockMode;

/** Against Ceph: a certificate of an authority of its own, locks that hold, versions and marks of deletion. */
@Tag("peers")
class CephTest {
    private static final RecordingId ID = Recorded.id(1);
    private static final RecordingId OTHER = Recorded.id(2);
    private static final int PART = 5 << 20;
    private static final Duration WITHIN = Duration.ofMinutes(3);
    private static final StoreSettings.ObjectLock YEAR = new StoreSettings.ObjectLock(true, Duration.ofDays(365));
    private static final StoreSettings.ObjectLock MOMENT = new StoreSettings.ObjectLock(true, Duration.ofSeconds(2));

    @TempDir
    private static Path place;

    private static CephServer server;

    @TempDir
    private Path temp;

    @BeforeAll
    static void start() throws Exception {
        server = CephServer.start(place.resolve("ceph"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static S3Bucket open(String name, Optional<StoreSettings.ObjectLock> lock) throws IOException {
        return S3Bucket.open(server.settings(name, Optional.of(server.authority()), lock));
    }

    /** A bucket that is made, with a lock where one is wanted: then it has versions, too. */
    private static S3Bucket made(String name, Optional<StoreSettings.ObjectLock> lock) throws IOException {
        S3Bucket bucket = open(name, lock);
        bucket.client().createBucket(create -> create.bucket(name).objectLockEnabledForBucket(lock.isPresent()));
        return bucket;
    }

    private static S3Bucket versioned(String name) throws IOException {
        S3Bucket bucket = made(name, Optional.empty());
        bucket.client().putBucketVersioning(put -> put.bucket(name)
                .versioningConfiguration(versioning -> versioning.status("Enabled")));
        return bucket;
    }

    private S3Store store(S3Bucket bucket) {
        return new S3Store(bucket, temp.resolve("notes"), PART);
    }

    /** Its audio goes in parts. */
    private Path complete(RecordingId id) throws IOException {
        byte[] audio = new byte[PART + 1000];
        new Random(id.hashCode()).nextBytes(audio);
        Path directory = Files.createDirectories(temp.resolve("outbox").resolve(id.value()));
        Files.write(directory.resolve("audio.wav"), audio);
        Files.writeString(directory.resolve("manifest.json"), "{\"recording\":\"" + id + "\",\"files\":[]}");
        Files.writeString(directory.resolve("manifest.json.p7s"), "signature");
        return directory;
    }

    /** Versions and marks of deletion of objects whose keys begin so. */
    private static List<String> versions(S3Bucket bucket, String prefix) {
        List<String> found = new ArrayList<>();
        for (var page : bucket.client().listObjectVersionsPaginator(list -> list.bucket(bucket.bucket())
                .prefix(bucket.fullKey(prefix)))) {
            page.versions().forEach(each -> found.add(each.key()));
            page.deleteMarkers().forEach(each -> found.add("mark over " + each.key()));
        }
        return found;
    }

    private static HeadObjectResponse head(S3Bucket bucket, String name) throws IOException {
        return bucket.head("2026/03/01/" + ID + "/" + name).orElseThrow();
    }

    @Test
    void aServerIsBelievedByTheAuthorityThatTheSettingsNameAndByNoOther() throws Exception {
        Path stranger = temp.resolve("stranger.pem");
        PemOutput.certificates(
                stranger,
                CertificateIssuer.newAuthority("stranger", KeyKind.EC_P256, Duration.ofDays(1), InstantSource.system())
                        .chain());
        for (Optional<Path> wrong : List.of(Optional.<Path>empty(), Optional.of(stranger))) {
            try (S3Bucket bucket = S3Bucket.open(server.settings("trusted", wrong, Optional.empty()))) {
                assertThatThrownBy(() -> store(bucket).check())
                        .isInstanceOf(StoreAway.class)
                        .hasMessageContaining("no answer from " + server.endpoint())
                        .hasMessageContaining("certification path");
            }
        }
        try (S3Bucket bucket = made("trusted", Optional.empty())) {
            S3Store store = store(bucket);
            store.check();
            store.deliver(ID, complete(ID));
            assertThat(store.readAll(ID, "audio.wav"))
                    .isEqualTo(Files.readAllBytes(complete(ID).resolve("audio.wav")));
            store.delete(ID);
            assertThat(bucket.list("")).isEmpty();
        }
    }

    @Test
    void whatIsLockedStaysAndWhyIsSaid() throws Exception {
        try (S3Bucket bucket = made("locked", Optional.of(YEAR))) {
            S3Store store = store(bucket);
            store.check();
            store.deliver(ID, complete(ID));
            store.add(ID, "rewrap-1.json", new byte[] {7});
            for (String name : List.of("audio.wav", "manifest.json", "manifest.json.p7s", "rewrap-1.json")) {
                assertThat(head(bucket, name).objectLockMode()).as(name).isEqualTo(ObjectLockMode.COMPLIANCE);
                assertThat(head(bucket, name).objectLockRetainUntilDate())
                        .as(name)
                        .isAfter(Instant.now().plus(Duration.ofDays(364)));
            }
            assertThatThrownBy(() -> store.delete(ID))
                    .isInstanceOf(IOException.class)
                    .isNotInstanceOf(StoreAway.class)
                    .hasMessageContaining("manifest.json is locked by the store until 20");
            assertThat(store.location(ID)).isPresent();
            String audio = "2026/03/01/" + ID + "/audio.wav";
            assertThatThrownBy(() -> bucket.versions().delete(audio)).hasMessageContaining("audio.wav is locked");
            assertThat(store.readAll(ID, "audio.wav"))
                    .isEqualTo(Files.readAllBytes(complete(ID).resolve("audio.wav")));
            bucket.delete(audio);
            assertThat(versions(bucket, audio))
                    .as("what somebody deletes is under a mark")
                    .containsExactlyInAnyOrder("vault/" + audio, "mark over vault/" + audio);
        }
    }

    @Test
    void whenItsPeriodHasPassedItGoesWithAllItsVersions() throws Exception {
        try (S3Bucket bucket = made("moment", Optional.of(MOMENT))) {
            S3Store store = store(bucket);
            store.deliver(ID, complete(ID));
            store.deliver(OTHER, complete(OTHER));
            Path content = Files.write(temp.resolve("new"), new byte[] {1, 2, 3});
            store.replace(ID, "audio.wav", content);
            assertThat(store.readAll(ID, "audio.wav")).containsExactly(1, 2, 3);
            bucket.delete("2026/03/01/" + ID + "/manifest.json");
            assertThat(store.location(ID)).as("somebody deleted it by hand").isEmpty();
            assertThat(versions(bucket, "2026/03/01/" + ID)).hasSize(5);
            await().atMost(WITHIN).ignoreExceptions().until(() -> {
                store.delete(ID);
                return true;
            });
            assertThat(versions(bucket, "2026/03/01/" + ID)).isEmpty();
            assertThat(store.location(OTHER)).isPresent();
        }
    }

    @Test
    void piecesOfLiveCallsLeaveNoVersionsBehind() throws Exception {
        try (S3Bucket bucket = versioned("pieces")) {
            S3Segments segments = new S3Segments(bucket);
            Path file = Files.write(temp.resolve("one.spool"), new byte[1000]);
            Piece piece = new Piece("one.spool", 0, 1000);
            segments.put("one", piece, file);
            Files.write(file, "keys are destroyed".getBytes(StandardCharsets.US_ASCII));
            Piece shorter = new Piece("one.spool", 0, 18);
            segments.replace("one", shorter, file);
            assertThat(segments.pieces("one")).containsExactly(shorter);
            assertThat(versions(bucket, "spool/")).hasSize(1);
            segments.delete("one", shorter);
            assertThat(versions(bucket, "spool/")).isEmpty();
        }
    }

    @Test
    void aNodeKeepsItsRecordingsThereLocked() throws Exception {
        try (S3Bucket bucket = made("node", Optional.of(YEAR))) {
            Map<String, String> settings = settings("node");
            String id;
            try (TestNode node = TestNode.start(temp, settings);
                    TestCall call = TestCall.open(new CallPlan(
                            node.target(SipTransport.TLS),
                            true,
                            List.of(AudioSource.counted(0), AudioSource.counted(1))))) {
                call.invite();
                call.talk(Duration.ofSeconds(1), TestCall.Progress.NONE);
                call.hangUp();
                id = FinishedRecording.await(node.node().api(), call.callId(), WITHIN)
                        .id();
            }
            List<S3Bucket.Listed> kept = bucket.list("2");
            assertThat(kept).hasSizeGreaterThan(3);
            for (S3Bucket.Listed each : kept) {
                assertThat(bucket.head(each.key()).orElseThrow().objectLockMode())
                        .as(each.key())
                        .isEqualTo(ObjectLockMode.COMPLIANCE);
            }
            CommandRun verify = CommandRun.of(settings, "verify", "--counted", id);
            assertThat(verify.out()).as(verify.err()).contains("50 packets, none missing, repeated or altered");
        }
    }

    private Map<String, String> settings(String bucket) {
        Map<String, String> settings = new HashMap<>();
        settings.put("CALLVAULT_NODE", "one");
        settings.put("CALLVAULT_STORE", "s3");
        settings.put("CALLVAULT_S3_BUCKET", bucket);
        settings.put("CALLVAULT_S3_PREFIX", "vault");
        settings.put("CALLVAULT_S3_ENDPOINT", server.endpoint().toString());
        settings.put("CALLVAULT_S3_CA_PATH", server.authority().toString());
        settings.put("CALLVAULT_S3_ACCESS_KEY", CephServer.ACCESS);
        settings.put("CALLVAULT_S3_SECRET_KEY", CephServer.SECRET);
        settings.put("CALLVAULT_S3_OBJECT_LOCK", "compliance");
        settings.put("CALLVAULT_S3_OBJECT_LOCK_PERIOD", "365 days");
        settings.put("CALLVAULT_LIVE_UPLOAD", "500 milliseconds");
        return settings;
    }
}
