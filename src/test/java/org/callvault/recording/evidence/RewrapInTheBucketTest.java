package org.callvault.recording.evidence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.callvault.cli.CommandRun;
import org.callvault.cli.ExitCodes;
import org.callvault.cli.keys.KeysCommand;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.manifest.Rewrapping;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.recording.seal.SealProblem;
import org.callvault.recording.seal.SealedFile;
import org.callvault.recording.store.DirectoryStore;
import org.callvault.recording.store.StagedRecording;
import org.callvault.recording.store.s3.FaultyLine;
import org.callvault.recording.store.s3.FaultyLine.Fate;
import org.callvault.recording.store.s3.S3Bucket;
import org.callvault.recording.store.s3.S3Server;
import org.callvault.recording.store.s3.S3Store;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code callvault keys rewrap} of a node that delivers to a bucket, where two sealed recordings are. */
class RewrapInTheBucketTest {
    private static final PemCredentials OLD = person("old");
    private static final PemCredentials NEW = person("new");
    private static final RecordingId FIRST = Recorded.id(1);
    private static final RecordingId SECOND = Recorded.id(2);

    @TempDir
    private Path temp;

    private Path data;
    private S3Server server;
    private FaultyLine line;
    private S3Bucket bucket;
    private S3Store store;
    private EvidenceStore signed;
    private DirectoryStore outbox;

    private static PemCredentials person(String name) {
        return CertificateIssuer.newAuthority(name, KeyKind.EC_P256, Duration.ofDays(9), SignedRecordings.CLOCK);
    }

    @BeforeEach
    void start() throws Exception {
        data = temp.resolve("data");
        server = S3Server.start(temp.resolve("server"));
        line = new FaultyLine(server.port());
        bucket = S3Bucket.open(S3Server.settings(server.port()));
        store = new S3Store(bucket, temp.resolve("notes"));
        outbox = new DirectoryStore(data.resolve("outbox"));
        signed = new SignedRecordings(data).open(outbox);
        deliver(keep(FIRST));
        deliver(keep(SECOND));
        PemOutput.key(temp.resolve("old.key"), OLD);
        PemOutput.certificates(temp.resolve("new.pem"), NEW.chain());
        PemOutput.key(temp.resolve("node.key"), SignedRecordings.EC);
        PemOutput.certificates(temp.resolve("node.pem"), SignedRecordings.EC.chain());
        PemOutput.certificates(temp.resolve("ca.pem"), List.of(SignedRecordings.AUTHORITY.certificate()));
    }

    @AfterEach
    void stop() throws Exception {
        bucket.close();
        line.close();
        server.close();
    }

    private RecordingId keep(RecordingId id) throws IOException {
        try (StagedRecording staged = signed.stage(id)) {
            Files.write(
                    staged.file(Manifest.NAME),
                    RecordingJson.writePretty(SignedRecordings.manifest(
                            id,
                            SignedRecordings.sealed(staged, "audio.wav", OLD),
                            SignedRecordings.sealed(staged, "metadata-1.xml", OLD))));
            staged.commit();
        }
        signed.settle();
        return id;
    }

    private void deliver(RecordingId id) throws IOException {
        store.deliver(id, outbox.directory(id));
        outbox.delete(id);
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("CALLVAULT_STORE", "s3");
        settings.put("CALLVAULT_S3_BUCKET", S3Server.BUCKET);
        settings.put("CALLVAULT_S3_PREFIX", "vault/");
        settings.put("CALLVAULT_S3_ENDPOINT", "http://127.0.0.1:" + line.port());
        settings.put("CALLVAULT_S3_ACCESS_KEY", S3Server.ACCESS);
        settings.put("CALLVAULT_S3_SECRET_KEY", S3Server.SECRET);
        settings.put("CALLVAULT_SIGNING_CERT_PATH", temp.resolve("node.pem").toString());
        settings.put("CALLVAULT_SIGNING_KEY_PATH", temp.resolve("node.key").toString());
        return settings;
    }

    private CommandRun rewrap(Map<String, String> settings, String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine command = new CommandLine(new KeysCommand(SignedRecordings.CLOCK, temp, settings));
        command.setOut(new PrintWriter(out, true));
        command.setErr(new PrintWriter(err, true));
        List<String> arguments = new ArrayList<>(List.of("rewrap", "--data", data.toString()));
        arguments.addAll(List.of("--key", temp.resolve("old.key").toString()));
        arguments.addAll(List.of("--recipients", temp.resolve("new.pem").toString()));
        arguments.addAll(List.of(more));
        int exit = command.execute(arguments.toArray(String[]::new));
        return new CommandRun(exit, out.toString(), err.toString());
    }

    private void verifies() {
        CommandRun run = CommandRun.of(
                settings(), "verify", "--chain", "--ca", temp.resolve("ca.pem").toString(), data.toString());
        assertThat(run.out()).contains("the chain holds: 2 manifests, of which 2 are still there");
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
    }

    private String opened(RecordingId id, String name, PemCredentials with) throws IOException {
        Path copy = Files.createTempDirectory(temp, "copy").resolve("files");
        store.download(id, copy);
        try (SealedFile file = SealedFile.open(copy.resolve(name + ".p7m"), ReaderKey.of(with.key()))) {
            return new String(Channels.newInputStream(file).readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private void areSealedForTheNewOneAlone() throws IOException {
        for (RecordingId id : List.of(FIRST, SECOND)) {
            for (String name : List.of("audio.wav", "metadata-1.xml")) {
                assertThat(opened(id, name, NEW)).isEqualTo("what is in " + name);
                assertThatThrownBy(() -> opened(id, name, OLD)).isInstanceOf(SealProblem.class);
            }
        }
    }

    @Test
    void theNewKeyOpensWhatIsInTheBucketAndTheOldOneDoesNot() throws IOException {
        byte[] manifest = store.readAll(FIRST, Manifest.NAME);
        CommandRun run = rewrap(settings());
        assertThat(run.out()).contains("2 recordings are sealed for CN=new now, 0 were before");
        assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(ExitCodes.OK);
        areSealedForTheNewOneAlone();
        assertThat(store.readAll(FIRST, Manifest.NAME)).isEqualTo(manifest);
        verifies();
        line.seen().clear();
        assertThat(rewrap(settings()).out()).contains("0 recordings are sealed for CN=new now, 2 were before");
        assertThat(line.seen()).noneMatch(each -> each.startsWith("PUT "));
        assertThat(data.resolve("rewrap")).isEmptyDirectory();
    }

    @Test
    void aStoreThatIsNamedByHandIsTaken() throws IOException {
        Map<String, String> settings = settings();
        List.of("CALLVAULT_STORE", "CALLVAULT_S3_BUCKET", "CALLVAULT_S3_PREFIX").forEach(settings::remove);
        assertThat(rewrap(settings, "--store", "s3://recordings/vault").exit()).isEqualTo(ExitCodes.OK);
        areSealedForTheNewOneAlone();
        assertThat(rewrap(settings, "--store", "s3://recordings/vault", "--recordings", "x")
                        .exit())
                .isEqualTo(ExitCodes.USAGE);
        assertThat(rewrap(settings, "--store", "s3://no-such-bucket/vault").err())
                .contains("there is no bucket");
    }

    @Test
    void aStoreThatGoesAwayAtAnyWriteLeavesRecordingsThatVerifyAndTheNextRunEndsIt() throws IOException {
        for (int writes = 0; writes < 5; writes++) {
            AtomicInteger left = new AtomicInteger(writes);
            line.fates(each -> each.startsWith("PUT ") && left.getAndDecrement() <= 0 ? Fate.DEAD : Fate.PASS);
            CommandRun run = rewrap(settings());
            assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
            assertThat(run.out()).contains("stopped at recording ", "run this again when the store serves");
            line.all(Fate.PASS);
            verifies();
        }
        assertThat(rewrap(settings()).exit()).isEqualTo(ExitCodes.OK);
        areSealedForTheNewOneAlone();
        verifies();
    }

    @Test
    void aFileThatIsAlteredOnItsWayDoesNotTakeThePlaceOfTheOneThatIsThere() throws IOException {
        line.fates(each -> each.startsWith("PUT ") && each.contains(".p7m") ? Fate.FLIP : Fate.PASS);
        assertThat(rewrap(settings()).exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(opened(FIRST, "audio.wav", OLD)).isEqualTo("what is in audio.wav");
        verifies();
        line.all(Fate.PASS);
        assertThat(rewrap(settings()).exit()).isEqualTo(ExitCodes.OK);
        areSealedForTheNewOneAlone();
        assertThatThrownBy(() -> store.replace(FIRST, "none.p7m", temp.resolve("new.pem")))
                .hasMessageContaining("none.p7m");
        assertThatThrownBy(() -> store.readAll(FIRST, Rewrapping.name(3))).hasMessageContaining("rewrapped-3");
    }

    @Test
    void whatWaitsInTheOutboxIsToldAndIsDoneOnceItWasDelivered() throws IOException {
        RecordingId third = keep(Recorded.id(3));
        CommandRun run = rewrap(settings());
        assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.out())
                .contains("2 recordings are sealed for CN=new now", "1 recordings wait in " + data.resolve("outbox"));
        assertThat(opened(FIRST, "audio.wav", NEW)).isEqualTo("what is in audio.wav");
        deliver(third);
        CommandRun again = rewrap(settings());
        assertThat(again.exit()).isEqualTo(ExitCodes.OK);
        assertThat(again.out()).contains("1 recordings are sealed for CN=new now, 2 were before");
        assertThat(opened(third, "audio.wav", NEW)).isEqualTo("what is in audio.wav");
    }
}
