package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.callvault.cli.CommandRun;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.format.WavFormat;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolWriter;
import org.callvault.recording.store.s3.FaultyLine;
import org.callvault.recording.store.s3.FaultyLine.Fate;
import org.callvault.recording.store.s3.S3Bucket;
import org.callvault.recording.store.s3.S3Server;
import org.callvault.recording.store.s3.S3Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that is killed, again and again, while it brings one recording to a bucket. */
@Timeout(900)
class KilledWhileDeliveringTest {
    private static final RecordingId ID = Recorded.id(1);

    /** Enough that the audio goes in two parts, of 16 MiB at most. */
    private static final int PACKETS = 120_000;

    private static final Duration WITHIN = Duration.ofMinutes(3);

    @TempDir
    private Path directory;

    private S3Server server;
    private FaultyLine line;
    private EmbeddedPostgres database;
    private Map<String, String> environment;

    @BeforeEach
    void start() throws Exception {
        server = S3Server.start(directory.resolve("server"));
        line = new FaultyLine(server.port());
        database = EmbeddedPostgres.builder()
                .setDataDirectory(directory.resolve("postgres/one"))
                .setCleanDataDirectory(false)
                .start();
        environment = TestNode.environment(directory, settings());
        spool(directory.resolve("data"));
    }

    @AfterEach
    void stop() throws Exception {
        database.close();
        line.close();
        server.close();
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("CALLVAULT_NODE", "node-1");
        settings.put("CALLVAULT_CATALOG_URL", database.getJdbcUrl("postgres", "postgres"));
        settings.put("CALLVAULT_CATALOG_USER", "postgres");
        settings.put("CALLVAULT_STORE", "s3");
        settings.put("CALLVAULT_S3_BUCKET", S3Server.BUCKET);
        settings.put("CALLVAULT_S3_PREFIX", "vault");
        settings.put("CALLVAULT_S3_ENDPOINT", "http://127.0.0.1:" + line.port());
        settings.put("CALLVAULT_S3_ACCESS_KEY", S3Server.ACCESS);
        settings.put("CALLVAULT_S3_SECRET_KEY", S3Server.SECRET);
        return settings;
    }

    /** A call of forty minutes that ended, and is to be finished. */
    private static void spool(Path data) throws IOException {
        Files.createDirectories(data);
        Spool spool = Spool.open(data.resolve("spool"), Recorded.key(data), Recorded.SETTINGS, Recorded.CLOCK);
        try (SpoolWriter writer = spool.writer(0)) {
            Recorded.describe(writer, Recorded.description(ID, null, "PCMU/8000"));
            for (int i = 0; i < PACKETS; i++) {
                Recorded.append(writer, ID, 0, i, Recorded.START_MICROS + 20_000L * i);
                if (i % 500 == 0) {
                    writer.flush();
                }
            }
            Recorded.describe(writer, Recorded.description(ID, Recorded.START.plusMillis(20L * PACKETS), "PCMU/8000"));
        }
    }

    @Test
    void whereverItIsKilledTheRecordingIsInTheBucketAndInTheCatalogOnce() throws Exception {
        killAt(request -> request.contains("partNumber=2"));
        assertThat(puts("partNumber=1")).isOne();
        assertThat(state()).isNotEqualTo("complete");

        // The server has the manifest; the node asks what arrived, and is gone before it hears.
        killAt(request ->
                request.startsWith("HEAD") && request.contains(Manifest.NAME + " ") && puts(Manifest.NAME + " ") > 0);
        assertThat(delivered()).isTrue();
        assertThat(outbox()).isNotEmpty();
        assertThat(state()).isNotEqualTo("complete");

        killBeforeTheCatalogHasIt();
        assertThat(outbox()).isEmpty();
        assertThat(state()).isNotEqualTo("complete");

        try (NodeProcess node = NodeProcess.serve(directory, environment)) {
            awaitAtOnce(() -> state().equals("complete"));
            node.kill();
        }
        try (NodeProcess node = NodeProcess.serve(directory, environment)) {
            node.awaitReady();
            await().atMost(WITHIN).untilAsserted(() -> {
                assertThat(files(directory.resolve("data/spool"))).noneMatch(file -> file.endsWith(".spool"));
                assertThat(objects("spool/")).noneMatch(object -> object.contains(".spool/"));
            });
        }
        assertOneOfEach();
        assertWhole();
    }

    /** Kills the node when it asks the server for that; the request ends with it. */
    private void killAt(Predicate<String> request) throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch killed = new CountDownLatch(1);
        line.fates(each -> {
            if (!request.test(each)) {
                return Fate.PASS;
            }
            asked.countDown();
            hold(killed);
            return Fate.CUT;
        });
        try (NodeProcess node = NodeProcess.serve(directory, environment)) {
            hold(asked);
            node.kill();
        } finally {
            killed.countDown();
            line.all(Fate.PASS);
        }
    }

    /** The catalog stands still from the moment in which the node asks whether the recording is there. */
    private void killBeforeTheCatalogHasIt() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch locked = new CountDownLatch(1);
        line.fates(each -> {
            if (each.startsWith("HEAD") && each.contains(Manifest.NAME + " ")) {
                asked.countDown();
                hold(locked);
            }
            return Fate.PASS;
        });
        try (NodeProcess node = NodeProcess.serve(directory, environment);
                Connection holding = database.getPostgresDatabase().getConnection();
                Statement statement = holding.createStatement()) {
            hold(asked);
            holding.setAutoCommit(false);
            statement.execute("LOCK TABLE recording IN EXCLUSIVE MODE");
            locked.countDown();
            await().atMost(WITHIN).until(() -> outbox().isEmpty());
            node.kill();
            // What the dead node asked for last is not to be done when the lock ends.
            statement.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE pid <> pg_backend_pid() AND datname = current_database()");
            holding.rollback();
        } finally {
            locked.countDown();
            line.all(Fate.PASS);
        }
    }

    private static void hold(CountDownLatch latch) {
        try {
            assertThat(latch.await(WITHIN.toSeconds(), TimeUnit.SECONDS))
                    .as("it gets so far")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitAtOnce(Callable<Boolean> condition) {
        await().atMost(WITHIN)
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(condition);
    }

    private long puts(String of) {
        return line.seen().stream()
                .filter(each -> each.startsWith("PUT ") && each.contains(of))
                .count();
    }

    /** Of the recording, in the catalog; nothing where it does not stand there. */
    private String state() throws SQLException {
        return query("SELECT state FROM recording WHERE id = '" + ID + "'");
    }

    private String query(String sql) throws SQLException {
        try (Connection connection = database.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getString(1) : "";
        } catch (SQLException none) {
            // The node makes the tables at its first start.
            if ("42P01".equals(none.getSQLState())) {
                return "";
            }
            throw none;
        }
    }

    private static List<String> files(Path below) throws IOException {
        if (!Files.isDirectory(below)) {
            return List.of();
        }
        try (Stream<Path> all = Files.walk(below)) {
            return all.filter(Files::isRegularFile).map(Path::toString).toList();
        }
    }

    /** What is complete there; a draft that was left goes when the next recording is put together. */
    private List<String> outbox() throws IOException {
        return files(directory.resolve("data/outbox")).stream()
                .filter(file -> !file.contains("/.part/"))
                .toList();
    }

    private List<String> objects(String below) throws IOException {
        return files(directory
                .resolve("server")
                .resolve(S3Server.BUCKET)
                .resolve("vault")
                .resolve(below));
    }

    private boolean delivered() throws IOException {
        return objects("2026/").stream().anyMatch(object -> object.endsWith(ID + "/" + Manifest.NAME));
    }

    private void assertOneOfEach() throws Exception {
        assertThat(puts("partNumber=1"))
                .as("what had arrived is not sent again")
                .isOne();
        assertThat(puts(Manifest.NAME + " ")).isOne();
        assertThat(outbox()).isEmpty();
        assertThat(files(directory.resolve("data/uploads"))).isEmpty();
        assertThat(objects("2026/")).allMatch(object -> object.contains("/2026/03/01/" + ID + "/"));
        assertThat(query("SELECT count(*) FROM recording")).isEqualTo("1");
        assertThat(state()).isEqualTo("complete");
        assertThat(query("SELECT location FROM recording")).isEqualTo("s3://recordings/vault/2026/03/01/" + ID);
        assertThat(query("SELECT count(*) FROM finishing")).isEqualTo("0");
    }

    private void assertWhole() throws Exception {
        Path copy = directory.resolve("copy");
        try (S3Bucket bucket = S3Bucket.open(S3Server.settings(server.port()))) {
            new S3Store(bucket, directory).download(ID, copy);
        }
        VerifiedRecording recording = VerifiedRecording.open(copy);
        assertThat(recording.problems()).isEmpty();
        assertThat(files(copy)).hasSize(recording.manifest().files().size() + 2);
        byte[] audio = Files.readAllBytes(copy.resolve("audio.wav"));
        int at = new String(audio, 0, 1000, StandardCharsets.ISO_8859_1)
                .indexOf(new String(Recorded.payload(0, 0), StandardCharsets.ISO_8859_1));
        assertThat(at).isGreaterThanOrEqualTo(WavFormat.HEADER_BYTES);
        for (int i = 0; i < PACKETS; i++) {
            assertThat(Arrays.equals(audio, at + 160 * i, at + 160 * (i + 1), Recorded.payload(0, i), 0, 160))
                    .as("packet %d", i)
                    .isTrue();
        }
        Path data = directory.resolve("data");
        CommandRun chain = CommandRun.of(
                environment,
                "verify",
                "--chain",
                "--ca",
                data.resolve("signing/certificate.pem").toString(),
                data.toString());
        assertThat(chain.out())
                .as(chain.err())
                .contains("1 manifests, of which 1 are still there")
                .contains("GREEN");
    }
}
