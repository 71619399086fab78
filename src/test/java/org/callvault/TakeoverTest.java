package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.callvault.cli.CommandRun;
import org.callvault.cli.demo.FinishedRecording;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.verify.CountedCheck;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.RecordingId;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.spool.SpoolKeys;
import org.callvault.recording.store.s3.S3Bucket;
import org.callvault.recording.store.s3.S3Server;
import org.callvault.recording.store.s3.S3Store;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code callvault recover} among nodes that share a PostgreSQL and a bucket: what one had uploaded, another finishes. */
@Timeout(900)
class TakeoverTest {
    private static final Duration WITHIN = Duration.ofMinutes(3);
    private static final Duration TALK = Duration.ofSeconds(4);

    @TempDir
    private Path directory;

    private S3Server server;
    private EmbeddedPostgres database;

    @BeforeEach
    void start() throws Exception {
        server = S3Server.start(directory.resolve("server"));
        database = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("postgres/shared"))
                .setCleanDataDirectory(false)
                .start();
    }

    @AfterEach
    void stop() throws Exception {
        database.close();
        server.close();
    }

    private Path home(String node) {
        return directory.resolve(node);
    }

    private Path data(String node) {
        return home(node).resolve("data");
    }

    private Map<String, String> environment(String node) throws IOException {
        Files.createDirectories(home(node));
        Map<String, String> settings = new HashMap<>();
        settings.put("CALLVAULT_NODE", node);
        settings.put("CALLVAULT_CATALOG_URL", database.getJdbcUrl("postgres", "postgres"));
        settings.put("CALLVAULT_CATALOG_USER", "postgres");
        settings.put("CALLVAULT_STORE", "s3");
        settings.put("CALLVAULT_S3_BUCKET", S3Server.BUCKET);
        settings.put("CALLVAULT_S3_PREFIX", "vault");
        settings.put("CALLVAULT_S3_ENDPOINT", "http://127.0.0.1:" + server.port());
        settings.put("CALLVAULT_S3_ACCESS_KEY", S3Server.ACCESS);
        settings.put("CALLVAULT_S3_SECRET_KEY", S3Server.SECRET);
        settings.put("CALLVAULT_LIVE_UPLOAD", "500 milliseconds");
        // For the disk of the dead node, which does not come back so soon.
        Path more = Files.writeString(
                home(node).resolve("site.conf"), "callvault.recording.finishing.wait-for-parts = 1 second\n");
        settings.put("CALLVAULT_CONFIG", more.toString());
        return TestNode.environment(home(node), settings);
    }

    @Test
    void theCallOfADeadNodeIsFinishedByAnotherAndStandsInTheSharedCatalogOnce() throws Exception {
        Map<String, String> dead = environment("dead");
        Map<String, String> heir = environment("heir");
        String callId = callThatDiesWith(dead);
        handKey();
        FinishedRecording kept;
        try (NodeProcess node = NodeProcess.serve(home("heir"), heir)) {
            URI api = node.awaitReady();
            CommandRun recover = CommandRun.of(heir, "recover", "dead");
            assertThat(recover.out()).as(recover.err()).contains("the node that runs here is asked");
            kept = FinishedRecording.await(api, callId, WITHIN);
            await().atMost(WITHIN).untilAsserted(() -> {
                assertThat(objects("spool/")).noneMatch(object -> object.contains(".spool/"));
                assertThat(data("heir").resolve("takeover")).isEmptyDirectory();
            });
        }
        assertKeptOnce(kept, callId);
        String manifest = query("SELECT manifest_sha256 FROM recording WHERE id = '" + kept.id() + "'");

        theDiskComesBack(dead);
        assertThat(query("SELECT manifest_sha256 FROM recording WHERE id = '" + kept.id() + "'"))
                .isEqualTo(manifest);
        assertThat(query("SELECT count(*) FROM recording WHERE state NOT IN ('complete', 'interrupted')"))
                .isEqualTo("0");
        assertThat(query("SELECT count(*) FROM recording WHERE flags NOT LIKE '%supplement%'"))
                .as("what the heir did not have lies beside it")
                .isEqualTo("1");
    }

    private String callThatDiesWith(Map<String, String> environment) throws Exception {
        try (NodeProcess node = NodeProcess.serve(home("dead"), environment)) {
            node.awaitReady();
            TestCall call = TestCall.open(new CallPlan(
                    TestNode.target(home("dead"), environment, SipTransport.TLS),
                    true,
                    List.of(AudioSource.counted(0), AudioSource.counted(1))));
            call.invite();
            call.talk(TALK, TestCall.Progress.NONE);
            node.kill();
            return call.callId();
        }
    }

    /** As an operator does who has a copy of it. */
    private void handKey() throws IOException {
        Path segment = files(data("dead").resolve("spool")).stream()
                .filter(file -> file.toString().endsWith(".spool"))
                .findFirst()
                .orElseThrow();
        Path key = Files.createDirectories(data("heir")).resolve("spool-" + SpoolKeys.idIn(segment) + ".key");
        Files.copy(data("dead").resolve("spool.key"), key);
        Files.setPosixFilePermissions(
                key, Files.getPosixFilePermissions(data("dead").resolve("spool.key")));
    }

    private void assertKeptOnce(FinishedRecording kept, String callId) throws Exception {
        assertThat(kept.state()).isEqualTo("interrupted");
        assertThat(query("SELECT count(*) FROM recording")).isEqualTo("1");
        assertThat(query("SELECT call_id FROM recording")).isEqualTo(callId);
        assertThat(query("SELECT count(*) FROM finishing")).isEqualTo("0");
        Path copy = directory.resolve("copy");
        try (S3Bucket bucket = S3Bucket.open(S3Server.settings(server.port()))) {
            S3Store store = new S3Store(bucket, directory);
            RecordingId id = new RecordingId(kept.id());
            assertThat(store.location(id)).contains(query("SELECT location FROM recording"));
            store.download(id, copy);
        }
        assertThat(objects(""))
                .filteredOn(object -> object.endsWith("/" + Manifest.NAME))
                .hasSize(1);
        VerifiedRecording recording = VerifiedRecording.open(copy);
        assertThat(recording.problems()).isEmpty();
        assertThat(recording.manifest().node()).as("who recorded it").isEqualTo("dead");
        assertThat(recording.manifest().flags()).contains("interrupted", "parts_missing");
        for (int stream = 0; stream < 2; stream++) {
            CountedCheck check = CountedCheck.of(recording.audio().channel(stream));
            assertThat(check.clean()).isTrue();
            // Of 4 s at most a flush, a round, and what the machine was slow by.
            assertThat(check.found()).isGreaterThanOrEqualTo(50);
        }
    }

    /** Its node looks through it; nothing of it is taken for another recording of the same call. */
    private void theDiskComesBack(Map<String, String> environment) throws Exception {
        try (NodeProcess node = NodeProcess.serve(home("dead"), environment)) {
            node.awaitReady();
            await().atMost(WITHIN).untilAsserted(() -> {
                assertThat(files(data("dead").resolve("spool")))
                        .noneMatch(file -> file.toString().endsWith(".spool"));
                assertThat(query("SELECT count(*) FROM finishing")).isEqualTo("0");
            });
        }
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        }
    }

    private static List<Path> files(Path below) throws IOException {
        if (!Files.isDirectory(below)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private List<String> objects(String below) throws IOException {
        return files(directory.resolve("server/recordings/vault").resolve(below)).stream()
                .map(Path::toString)
                .toList();
    }
}
