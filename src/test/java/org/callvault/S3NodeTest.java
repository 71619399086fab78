package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.callvault.cli.CommandRun;
import org.callvault.cli.demo.FinishedRecording;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.CallTarget;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.verify.CountedCheck;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.RecordingId;
import org.callvault.recording.store.s3.FaultyLine;
import org.callvault.recording.store.s3.FaultyLine.Fate;
import org.callvault.recording.store.s3.S3Bucket;
import org.callvault.recording.store.s3.S3Server;
import org.callvault.recording.store.s3.S3Store;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole nodes that keep their recordings on a server that speaks S3. */
class S3NodeTest {
    private static final Duration WITHIN = Duration.ofSeconds(60);

    @TempDir
    private Path directory;

    private S3Server server;
    private FaultyLine line;

    @BeforeEach
    void start() throws Exception {
        server = S3Server.start(directory.resolve("server"));
        line = new FaultyLine(server.port());
    }

    @AfterEach
    void stop() throws Exception {
        line.close();
        server.close();
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("CALLVAULT_NODE", "one");
        settings.put("CALLVAULT_STORE", "s3");
        settings.put("CALLVAULT_S3_BUCKET", S3Server.BUCKET);
        settings.put("CALLVAULT_S3_PREFIX", "vault");
        settings.put("CALLVAULT_S3_ENDPOINT", "http://127.0.0.1:" + line.port());
        settings.put("CALLVAULT_S3_ACCESS_KEY", S3Server.ACCESS);
        settings.put("CALLVAULT_S3_SECRET_KEY", S3Server.SECRET);
        settings.put("CALLVAULT_LIVE_UPLOAD", "500 milliseconds");
        return settings;
    }

    private static CallPlan counted(CallTarget target) {
        return new CallPlan(target, true, List.of(AudioSource.counted(0), AudioSource.counted(1)));
    }

    private VerifiedRecording fetched(String id) throws Exception {
        Path to = directory.resolve("fetched-" + id);
        try (S3Bucket bucket = S3Bucket.open(S3Server.settings(server.port()))) {
            new S3Store(bucket, directory).download(new RecordingId(id), to);
        }
        return VerifiedRecording.open(to);
    }

    private List<String> objects(String below) throws Exception {
        Path root = directory
                .resolve("server")
                .resolve(S3Server.BUCKET)
                .resolve("vault")
                .resolve(below);
        if (!Files.isDirectory(root)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }

    @Test
    void aCallIsKeptInTheBucketPlayedFromThereAndSurvivesAStoreThatGoesAway() throws Exception {
        try (TestNode node = TestNode.start(directory, settings())) {
            try (TestCall call = TestCall.open(counted(node.target(SipTransport.TLS)))) {
                call.invite();
                call.talk(Duration.ofSeconds(2), TestCall.Progress.NONE);
                assertThat(objects("spool/one")).anyMatch(key -> key.contains(".spool/"));
                call.hangUp();
                FinishedRecording kept = FinishedRecording.await(node.node().api(), call.callId(), WITHIN);
                isWhole(kept.id());
                isPlayed(kept);
                await().atMost(WITHIN).until(this::outboxIsEmpty);
            }
            line.fates(each -> each.contains("/spool/") ? Fate.PASS : Fate.DEAD);
            String callId;
            try (TestCall call = TestCall.open(counted(node.target(SipTransport.TLS)))) {
                call.invite();
                call.talk(Duration.ofSeconds(2), TestCall.Progress.NONE);
                call.hangUp();
                callId = call.callId();
            }
            await().atMost(WITHIN).untilAsserted(() -> assertThat(get(node, "/health/ready"))
                    .contains("recordings wait on this node's disk"));
            assertThat(node.counted("callvault_store_away")).isEqualTo(1);
            line.all(Fate.PASS);
            isWhole(FinishedRecording.await(node.node().api(), callId, WITHIN).id());
        }
    }

    private boolean outboxIsEmpty() throws Exception {
        try (Stream<Path> files = Files.walk(directory.resolve("data/outbox"))) {
            return files.noneMatch(Files::isRegularFile);
        }
    }

    private void isWhole(String id) throws Exception {
        VerifiedRecording recording = fetched(id);
        assertThat(recording.problems()).isEmpty();
        for (int stream = 0; stream < 2; stream++) {
            CountedCheck check = CountedCheck.of(recording.audio().channel(stream));
            assertThat(check.found()).isEqualTo(100);
            assertThat(check.clean()).isTrue();
        }
        CommandRun verify = CommandRun.of("verify", recording.directory().toString());
        assertThat(verify.exit()).as(verify.out() + verify.err()).isZero();
    }

    private static void isPlayed(FinishedRecording kept) throws Exception {
        byte[] whole = kept.audio();
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest range = HttpRequest.newBuilder(URI.create(kept.uri() + "/audio"))
                    .header("Range", "bytes=1000-1999")
                    .build();
            HttpResponse<byte[]> part = client.send(range, BodyHandlers.ofByteArray());
            assertThat(part.statusCode()).isEqualTo(206);
            assertThat(part.body()).isEqualTo(java.util.Arrays.copyOfRange(whole, 1000, 2000));
        }
    }

    private static String get(TestNode node, String path) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                            HttpRequest.newBuilder(node.node().api().resolve(path))
                                    .build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    @Test
    void aCallOfAMachineThatIsLostWithItsDiskIsFinishedFromTheBucket() throws Exception {
        Map<String, String> environment = TestNode.environment(directory, settings());
        String callId;
        try (NodeProcess node = NodeProcess.serve(directory, environment)) {
            node.awaitReady();
            TestCall call = TestCall.open(counted(TestNode.target(directory, environment, SipTransport.TLS)));
            call.invite();
            call.talk(Duration.ofSeconds(4), TestCall.Progress.NONE);
            callId = call.callId();
            node.kill();
        }
        Path lost = directory.resolve("data");
        Path data = Files.createDirectories(directory.resolve("fresh"));
        Files.copy(lost.resolve("spool.key"), data.resolve("spool.key"));
        Files.setPosixFilePermissions(
                data.resolve("spool.key"), Files.getPosixFilePermissions(lost.resolve("spool.key")));
        Map<String, String> fresh = settings();
        fresh.put("CALLVAULT_DATA", data.toString());
        try (TestNode node = TestNode.start(directory, fresh)) {
            FinishedRecording kept = FinishedRecording.await(node.node().api(), callId, WITHIN);
            assertThat(kept.state()).isEqualTo("interrupted");
            VerifiedRecording recording = fetched(kept.id());
            assertThat(recording.problems()).isEmpty();
            for (int stream = 0; stream < 2; stream++) {
                CountedCheck check = CountedCheck.of(recording.audio().channel(stream));
                assertThat(check.clean()).isTrue();
                // Of 4 s at most a flush, a round, and what the machine was slow by.
                assertThat(check.found()).isGreaterThanOrEqualTo(75);
            }
            await().atMost(WITHIN)
                    .untilAsserted(() -> assertThat(objects("spool/one")).noneMatch(key -> key.contains(".spool/")));
        }
    }
}
