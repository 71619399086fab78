package org.callvault.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.callvault.cli.recordings.CountedRecording;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.store.s3.S3Bucket;
import org.callvault.recording.store.s3.S3Server;
import org.callvault.recording.store.s3.S3Store;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fetch}, {@code verify s3://...} and {@code recover} as somebody types them, against a server that speaks S3. */
class StoreCommandsTest {
    @TempDir
    private Path temp;

    private S3Server server;
    private Path made;
    private RecordingId id = Recorded.id(1);
    private String url = "";

    @BeforeEach
    void start() throws Exception {
        server = S3Server.start(temp.resolve("server"));
        made = Files.createDirectories(temp.resolve("made"));
        CountedRecording recording = CountedRecording.of(made, 0, 1, 2);
        id = new RecordingId(RecordingJson.read(Files.readAllBytes(recording.manifest()), Manifest.class)
                .recording());
        try (S3Bucket bucket = S3Bucket.open(S3Server.settings(server.port()))) {
            url = new S3Store(bucket, temp.resolve("notes")).deliver(id, made);
        }
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("CALLVAULT_NODE", "one");
        settings.put("CALLVAULT_DATA", temp.resolve("data").toString());
        settings.put("CALLVAULT_STORE", "s3");
        settings.put("CALLVAULT_S3_BUCKET", S3Server.BUCKET);
        settings.put("CALLVAULT_S3_PREFIX", "vault");
        settings.put("CALLVAULT_S3_ENDPOINT", "http://127.0.0.1:" + server.port());
        settings.put("CALLVAULT_S3_ACCESS_KEY", S3Server.ACCESS);
        settings.put("CALLVAULT_S3_SECRET_KEY", S3Server.SECRET);
        return settings;
    }

    private CommandRun fetch(Map<String, String> settings, String recording) {
        return CommandRun.of(
                settings, "fetch", recording, "--to", temp.resolve("to").toString());
    }

    private static void refused(CommandRun run, String... told) {
        assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.err()).contains(told).doesNotContain("Exception", "\tat ", S3Server.SECRET);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aRecordingIsFetchedByItsUrlOrByItsIdAndNothingIsOverwritten() throws Exception {
        CommandRun run = fetch(settings(), id.value());
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isEqualTo(ExitCodes.OK);
        Path copy = temp.resolve("to").resolve(id.value());
        assertThat(run.out()).isEqualTo(copy + System.lineSeparator());
        assertThat(copy.resolve("audio.wav")).hasSameBinaryContentAs(made.resolve("audio.wav"));
        assertThat(copy.resolve("manifest.json")).hasSameBinaryContentAs(made.resolve("manifest.json"));
        refused(fetch(settings(), url), copy + " is there already: name another directory with --to");
    }

    @Test
    void whatCannotBeFetchedIsSaid() {
        refused(fetch(settings(), Recorded.id(2).value()), "is no recording: there is no manifest.json");
        refused(
                fetch(settings(), url.replace("recordings", "elsewhere")),
                "there is no bucket elsewhere at http://127.0.0.1:" + server.port());
        refused(fetch(settings(), "s3://recordings/vault"), "it looks like s3://BUCKET/PREFIX/2026/11/28/ID");
        Map<String, String> stranger = settings();
        stranger.put("CALLVAULT_S3_SECRET_KEY", "guessed");
        refused(fetch(stranger, id.value()), "check", "credentials");
        Map<String, String> local = Map.of("CALLVAULT_NODE", "one");
        refused(fetch(local, id.value()), "the settings name no bucket");
        Map<String, String> wrong = settings();
        wrong.put("CALLVAULT_S3_BUCKET", "Not A Bucket");
        refused(fetch(wrong, id.value()), "these settings cannot be used", "CALLVAULT_S3_BUCKET", "Not A Bucket");
        assertThat(temp.resolve("to")).doesNotExist();
    }

    @Test
    void aRecordingIsVerifiedWhereItIs() throws Exception {
        CommandRun whole = CommandRun.of(settings(), "verify", "--counted", url);
        assertThat(whole.err()).isEmpty();
        assertThat(whole.exit()).as(whole.out()).isEqualTo(ExitCodes.OK);
        assertThat(whole.out()).contains("3 packets, none missing, repeated or altered", "AMBER: 1 files");
        Path object = temp.resolve("server").resolve(url.substring("s3://".length()));
        byte[] audio = Files.readAllBytes(object.resolve("audio.wav"));
        audio[200] ^= 1;
        Files.write(object.resolve("audio.wav"), audio);
        CommandRun altered = CommandRun.of(settings(), "verify", url);
        assertThat(altered.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(altered.out()).contains("WRONG: audio.wav was altered", "RED");
        refused(CommandRun.of(settings(), "verify", url.replace("recordings", "elsewhere")), "there is no bucket");
        refused(CommandRun.of(settings(), "verify", Recorded.id(2).value()), "is no recording");
    }

    @Test
    void aNodeIsAskedToTakeOverAndToldWhetherItRuns() throws Exception {
        CommandRun stopped = CommandRun.of(settings(), "recover", "two");
        assertThat(stopped.err()).isEmpty();
        assertThat(stopped.exit()).isEqualTo(ExitCodes.OK);
        assertThat(stopped.out()).contains("no node runs here: it is done at the next start");
        Path data = temp.resolve("data");
        assertThat(data.resolve("takeover/two")).isEmptyFile();
        try (FileChannel running =
                        FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock _ = running.lock()) {
            assertThat(CommandRun.of(settings(), "recover", "two").out()).contains("the node that runs here is asked");
        }
    }

    @Test
    void whatCannotBeTakenOverIsSaid() {
        refused(CommandRun.of(settings(), "recover", "one"), "one is this node: it does so by itself when it starts");
        refused(CommandRun.of(settings(), "recover", "../two"), "\"../two\" is no name of a node");
        refused(
                CommandRun.of(Map.of("CALLVAULT_NODE", "one"), "recover", "two"),
                "set CALLVAULT_STORE=s3 and the bucket of the node that is gone");
        Map<String, String> wrong = settings();
        wrong.put("CALLVAULT_S3_SECRET_KEY", "");
        refused(CommandRun.of(wrong, "recover", "two"), "these settings cannot be used", "CALLVAULT_S3_SECRET_KEY");
        assertThat(temp.resolve("data")).doesNotExist();
    }
}
