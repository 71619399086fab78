package org.callvault.recording.evidence;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.callvault.cli.CommandRun;
import org.callvault.recording.RecordingId;
import org.callvault.recording.store.DirectoryStore;
import org.callvault.recording.store.s3.S3Bucket;
import org.callvault.recording.store.s3.S3Server;
import org.callvault.recording.store.s3.S3Store;
import org.callvault.security.PemOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code callvault verify --chain} of a node that delivers to a bucket: of three recordings the last waits in the outbox. */
class ChainInTheBucketTest {
    @TempDir
    private Path temp;

    private Path data;
    private S3Server server;
    private S3Bucket bucket;
    private S3Store store;
    private final List<RecordingId> delivered = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        data = temp.resolve("data");
        server = S3Server.start(temp.resolve("server"));
        bucket = S3Bucket.open(S3Server.settings(server.port()));
        store = new S3Store(bucket, temp.resolve("notes"));
        SignedRecordings recordings = new SignedRecordings(data);
        DirectoryStore outbox = new DirectoryStore(data.resolve("outbox"));
        EvidenceStore signed = recordings.open(outbox);
        for (int number = 1; number <= 3; number++) {
            RecordingId id = SignedRecordings.keep(signed, number);
            signed.settle();
            if (number < 3) {
                store.deliver(id, outbox.directory(id));
                outbox.delete(id);
                delivered.add(id);
            }
        }
    }

    @AfterEach
    void stop() {
        bucket.close();
        server.close();
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("CALLVAULT_S3_ENDPOINT", "http://127.0.0.1:" + server.port());
        settings.put("CALLVAULT_S3_ACCESS_KEY", S3Server.ACCESS);
        settings.put("CALLVAULT_S3_SECRET_KEY", S3Server.SECRET);
        return settings;
    }

    private CommandRun verify(Map<String, String> settings, String... more) throws Exception {
        Path authority = temp.resolve("ca.pem");
        PemOutput.certificates(authority, List.of(SignedRecordings.AUTHORITY.certificate()));
        List<String> arguments = new ArrayList<>(List.of("verify", "--chain", "--ca", authority.toString()));
        arguments.addAll(List.of(more));
        arguments.add(data.toString());
        return CommandRun.of(settings, arguments.toArray(String[]::new));
    }

    @Test
    void recordingsInTheBucketAndInTheOutboxAreThere() throws Exception {
        Map<String, String> settings = settings();
        settings.put("CALLVAULT_STORE", "s3");
        settings.put("CALLVAULT_S3_BUCKET", S3Server.BUCKET);
        settings.put("CALLVAULT_S3_PREFIX", "vault/");
        CommandRun run = verify(settings);
        assertThat(run.err()).isEmpty();
        assertThat(run.out())
                .contains("the chain holds: 3 manifests, of which 3 are still there", "3 recordings of this node")
                .doesNotContain("WRONG", "gone");
        assertThat(run.exit()).isZero();
        assertThat(verify(settings(), "--store", "s3://recordings/vault").out())
                .as("the store named by hand")
                .contains("of which 3 are still there");
    }

    @Test
    void whatWasAlteredOrTakenAwayOrPutThereIsFound() throws Exception {
        Path objects = temp.resolve("server/recordings/vault/2026/03/01");
        Files.writeString(objects.resolve(delivered.getFirst().value()).resolve("audio.wav"), "something else");
        CommandRun altered = verify(settings(), "--store", "s3://recordings/vault/");
        assertThat(altered.exit()).isEqualTo(1);
        assertThat(altered.out()).contains("WRONG: " + delivered.getFirst() + ": audio.wav");

        store.delete(delivered.getFirst());
        assertThat(verify(settings(), "--store", "s3://recordings/vault/").out())
                .contains("1 recordings are gone and no tombstone says why, the first of them " + delivered.getFirst());

        Path ledger = data.resolve("evidence").resolve(ChainLedger.NAME);
        try (Stream<String> lines = Files.lines(ledger)) {
            Files.writeString(ledger, lines.findFirst().orElseThrow() + "\n");
        }
        assertThat(verify(settings(), "--store", "s3://recordings/vault/").out())
                .contains("WRONG: recording " + delivered.getLast()
                        + " says that it is in the chain, and is not in the ledger");
    }

    @Test
    void aStoreThatDoesNotAnswerIsNoVerdictAndWrongUseIsTold() throws Exception {
        CommandRun none = verify(settings(), "--store", "s3://no-such-bucket/vault");
        assertThat(none.exit()).isEqualTo(1);
        assertThat(none.err()).contains("there is no bucket no-such-bucket at http://127.0.0.1:");
        assertThat(none.out()).isEmpty();
        assertThat(verify(settings(), "--store", temp.resolve("none").toString())
                        .err())
                .contains("is no store: give a directory, or s3://BUCKET/PREFIX");
        CommandRun single = CommandRun.of(settings(), "verify", "--store", "s3://recordings", data.toString());
        assertThat(single.exit()).isEqualTo(2);
        assertThat(single.err()).contains("--store goes with --chain");
    }
}
