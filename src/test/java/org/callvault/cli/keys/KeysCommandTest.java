package org.callvault.cli.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.callvault.cli.ExitCodes;
import org.callvault.config.SettingsLoader;
import org.callvault.recording.Recorded;
import org.callvault.recording.RecordingId;
import org.callvault.recording.seal.ReaderKey;
import org.callvault.recording.seal.Recipients;
import org.callvault.recording.seal.SealedFile;
import org.callvault.recording.seal.SealedOutput;
import org.callvault.recording.spool.Spool;
import org.callvault.recording.spool.SpoolKeys;
import org.callvault.recording.spool.SpoolWriter;
import org.callvault.recording.spool.key.KeyPlace;
import org.callvault.recording.store.DirectoryStore;
import org.callvault.recording.store.StagedRecording;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class KeysCommandTest {
    private static final RecordingId BEFORE = Recorded.id(1);
    private static final RecordingId AFTER = Recorded.id(2);

    @TempDir
    private Path data;

    /** What a node would have. */
    private Map<String, String> environment = Map.of();

    private SpoolKeys keys() throws IOException {
        return KeyPlace.of(
                        SettingsLoader.load(data, environment)
                                .settings()
                                .spool()
                                .key(),
                        data)
                .loadOrCreate(List.of(data.resolve("spool")));
    }

    private Spool spool() throws IOException {
        return Spool.open(data.resolve("spool"), keys(), Recorded.SETTINGS, Recorded.CLOCK);
    }

    private void record(RecordingId id) throws IOException {
        try (SpoolWriter writer = spool().writer(0)) {
            Recorded.append(writer, id, 0, 0, Recorded.START_MICROS);
        }
    }

    /** What a command said and how it ended. */
    private record Run(int exit, String out, String err) {}

    private Run keys(String... what) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine line = new CommandLine(new KeysCommand(Recorded.CLOCK, data, environment));
        line.setOut(new PrintWriter(out, true));
        line.setErr(new PrintWriter(err, true));
        int exit = line.execute(Stream.concat(Stream.of(what), Stream.of("--data", data.toString()))
                .toArray(String[]::new));
        return new Run(exit, out.toString(), err.toString());
    }

    private int entries(RecordingId id) throws IOException {
        List<Integer> lengths = new ArrayList<>();
        Spool spool = spool();
        assertThat(spool.unfinished()).contains(id);
        spool.reader(id).read(id, (kind, stream, arrival, buffer, offset, length) -> lengths.add(length));
        return lengths.size();
    }

    @Test
    void aRotationLeavesNoSegmentThatNeedsTheFormerKey() throws IOException {
        record(BEFORE);
        String former = keys().currentId();
        Run rotated = keys("rotate");
        String current = keys().currentId();
        assertThat(rotated.exit()).isEqualTo(ExitCodes.OK);
        assertThat(rotated.out()).contains("1 of 1 segments were put under " + current, "keys drop " + former);
        assertThat(current).isNotEqualTo(former);
        record(AFTER);
        assertThat(keys("list").out()).contains(current + " current 2 segments", former + " former 0 segments");
        assertThat(keys("drop", former).exit()).isEqualTo(ExitCodes.OK);
        assertThat(keys().ids()).containsExactly(current);
        assertThat(data.resolve("spool-" + former + ".key")).doesNotExist();
        assertThat(entries(BEFORE)).isEqualTo(1);
        assertThat(entries(AFTER)).isEqualTo(1);
        assertThat(audit())
                .satisfiesExactly(
                        line -> assertThat(line).contains("keys.rotate", "begun", former, current),
                        line -> assertThat(line).contains("keys.rotate", "ok", former, current),
                        line -> assertThat(line).contains("keys.rewrap", "ok", current),
                        line -> assertThat(line).contains("keys.drop", "begun", former),
                        line -> assertThat(line).contains("keys.drop", "ok", former));
    }

    private List<String> audit() throws IOException {
        return Files.readAllLines(data.resolve("audit/audit-2026-03-01.jsonl"));
    }

    @Test
    void aRotationThatWasCutOffIsMadeAgain() throws IOException {
        record(BEFORE);
        String former = keys().currentId();
        Files.createLink(data.resolve("spool-" + former + ".key"), data.resolve("spool.key"));
        Files.write(data.resolve("spool-key123.tmp"), new byte[5]);
        assertThat(keys().ids()).containsExactly(former);
        assertThat(keys("rotate").exit()).isEqualTo(ExitCodes.OK);
        assertThat(keys().ids()).hasSize(2).endsWith(former);
        assertThat(entries(BEFORE)).isEqualTo(1);
    }

    @Test
    void aKeyThatSegmentsNeedIsNotDropped() throws IOException {
        record(BEFORE);
        String current = keys().currentId();
        assertThat(keys("drop", current).err()).contains("it is the current one");
        Path segment = KeyPlace.segments(List.of(data.resolve("spool"))).getFirst();
        byte[] under = Files.readAllBytes(segment);
        keys("rotate");
        Files.write(segment, under);
        Run dropped = keys("drop", current);
        assertThat(dropped.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(dropped.err()).contains("is needed by 1 segments");
        assertThat(keys("rotate", "--resume").out()).contains("1 of 1 segments");
        assertThat(keys("drop", current).exit()).isEqualTo(ExitCodes.OK);
        assertThat(entries(BEFORE)).isEqualTo(1);
        assertThat(keys("drop", current).err()).contains("there is no key " + current);
    }

    @Test
    void aKeyThatSegmentsNeedAndIsGoneIsTold() throws IOException {
        record(BEFORE);
        String former = keys().currentId();
        Path segment = KeyPlace.segments(List.of(data.resolve("spool"))).getFirst();
        byte[] under = Files.readAllBytes(segment);
        keys("rotate");
        Files.delete(data.resolve("spool-" + former + ".key"));
        Files.write(segment, under);
        Run list = keys("list");
        assertThat(list.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(list.out()).contains(former + " is not here");
        Run resumed = keys("rotate", "--resume");
        assertThat(resumed.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(resumed.out()).contains("needs the key " + former);
        assertThat(segment).hasBinaryContent(under);
    }

    @Test
    void aNodeThatRunsKeepsItsKeys() throws IOException {
        record(BEFORE);
        String current = keys().currentId();
        try (FileChannel channel =
                        FileChannel.open(data.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();
            Run refused = keys("rotate");
            assertThat(refused.exit()).isEqualTo(ExitCodes.FAILED);
            assertThat(refused.err()).contains("a node uses " + data);
            assertThat(keys("list").exit()).isEqualTo(ExitCodes.OK);
        }
        assertThat(keys().ids()).containsExactly(current);
    }

    @Test
    void aNodeMovesFromAFileToAKeystoreAndTheFileIsDropped() throws IOException {
        record(BEFORE);
        String file = keys().currentId();
        environment = Map.of(
                "CALLVAULT_SPOOL_KEYSTORE", "keys.p12",
                "CALLVAULT_SPOOL_KEYSTORE_PASSWORD", "open sesame");
        String first = keys().currentId();
        assertThat(first).isNotEqualTo(file);
        assertThat(entries(BEFORE)).isEqualTo(1);
        record(AFTER);
        assertThat(keys("rotate").out()).contains("2 of 2 segments");
        assertThat(keys().ids()).hasSize(3).contains(file, first).doesNotHaveDuplicates();
        assertThat(keys("drop", file).exit()).isEqualTo(ExitCodes.OK);
        assertThat(keys("drop", first).exit()).isEqualTo(ExitCodes.OK);
        assertThat(data.resolve("spool.key")).doesNotExist();
        assertThat(keys().ids()).hasSize(1);
        assertThat(entries(BEFORE)).isEqualTo(1);
        assertThat(entries(AFTER)).isEqualTo(1);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("keys.p12"))))
                .isEqualTo("rw-------");
    }

    @Test
    void aKeystoreWhosePasswordIsWrongIsToldAndNotReplaced() throws IOException {
        environment = Map.of(
                "CALLVAULT_SPOOL_KEYSTORE", "keys.p12",
                "CALLVAULT_SPOOL_KEYSTORE_PASSWORD", "open sesame");
        String id = keys().currentId();
        Files.writeString(data.resolve("password"), "abracadabra\n");
        environment = Map.of(
                "CALLVAULT_SPOOL_KEYSTORE", "keys.p12",
                "CALLVAULT_SPOOL_KEYSTORE_PASSWORD_FILE", "password");
        Run list = keys("list");
        assertThat(list.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(list.err()).contains("cannot be opened", "CALLVAULT_SPOOL_KEYSTORE_PASSWORD");
        assertThat(list.err()).doesNotContain("abracadabra");
        Files.writeString(data.resolve("password"), "open sesame\n");
        assertThat(keys().currentId()).isEqualTo(id);
        Files.setPosixFilePermissions(data.resolve("keys.p12"), PosixFilePermissions.fromString("rw-r-----"));
        assertThat(keys("list").err()).contains("can be read by others: chmod 600 it");
    }

    @Test
    void aKeystoreThatTheJdksToolMadeServes() throws Exception {
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genseckey",
                        "-alias",
                        "spool",
                        "-keyalg",
                        "AES",
                        "-keysize",
                        "256",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "open sesame",
                        "-keystore",
                        data.resolve("keys.p12").toString())
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        Files.setPosixFilePermissions(data.resolve("keys.p12"), PosixFilePermissions.fromString("rw-------"));
        environment = Map.of(
                "CALLVAULT_SPOOL_KEYSTORE", "keys.p12",
                "CALLVAULT_SPOOL_KEYSTORE_PASSWORD", "open sesame");
        record(BEFORE);
        assertThat(keys("rotate").exit()).isEqualTo(ExitCodes.OK);
        assertThat(entries(BEFORE)).isEqualTo(1);
    }

    @Test
    void aKeyOfTheEnvironmentIsRotatedByWhoeverKeepsIt() throws IOException {
        String first = base64(1);
        String second = base64(2);
        environment = Map.of("CALLVAULT_SPOOL_KEY", first);
        record(BEFORE);
        Run refused = keys("rotate");
        assertThat(refused.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(refused.err()).contains("CALLVAULT_SPOOL_FORMER_KEYS", "rotate --resume");
        String former = keys().currentId();
        environment = Map.of("CALLVAULT_SPOOL_KEY", second, "CALLVAULT_SPOOL_FORMER_KEYS", first);
        assertThat(entries(BEFORE)).isEqualTo(1);
        assertThat(keys("rotate", "--resume").out()).contains("1 of 1 segments");
        assertThat(keys("drop", former).err()).contains("take the key " + former + " out of");
        environment = Map.of("CALLVAULT_SPOOL_KEY", second);
        assertThat(entries(BEFORE)).isEqualTo(1);
        try (Stream<Path> files = Files.list(data)) {
            assertThat(files).noneMatch(file -> file.toString().endsWith(".key"));
        }
    }

    @Test
    void keptRecordingsGetOtherRecipientsAndTheAuditTellsIt() throws IOException {
        PemCredentials old = CertificateIssuer.newAuthority("old", KeyKind.EC_P256, Duration.ofDays(9), Recorded.CLOCK);
        PemCredentials made =
                CertificateIssuer.newAuthority("new", KeyKind.EC_P256, Duration.ofDays(9), Recorded.CLOCK);
        PemOutput.key(data.resolve("old.key"), old);
        PemOutput.certificates(data.resolve("new.pem"), made.chain());
        DirectoryStore store = new DirectoryStore(data.resolve("recordings"));
        for (int number = 1; number <= 2; number++) {
            try (StagedRecording staged = store.stage(Recorded.id(number))) {
                Path file = staged.file("audio.wav.p7m");
                try (OutputStream out =
                        SealedOutput.create(file, Recipients.of(List.of(old.certificate())), new SecureRandom())) {
                    out.write(number);
                }
                Files.writeString(
                        staged.file("manifest.json"), manifest(Recorded.id(number), Files.readAllBytes(file)));
                staged.commit();
            }
        }
        Files.write(store.directory(AFTER).resolve("audio.wav.p7m"), new byte[3]);
        String[] rewrap = {
            "rewrap",
            "--key",
            data.resolve("old.key").toString(),
            "--recipients",
            data.resolve("new.pem").toString()
        };
        Run run = keys(rewrap);
        assertThat(run.exit()).isEqualTo(ExitCodes.FAILED);
        assertThat(run.out())
                .contains("recording " + AFTER + " stays as it is")
                .contains(
                        "1 recordings are sealed for CN=new now, 0 were before, 0 are not sealed, 1 could not be done");
        try (SealedFile opened =
                SealedFile.open(store.directory(BEFORE).resolve("audio.wav.p7m"), ReaderKey.of(made.key()))) {
            assertThat(opened.size()).isEqualTo(1);
        }
        assertThat(keys(rewrap).out()).contains("0 recordings are sealed", "1 were before");
        assertThat(audit().getFirst()).contains("recordings.rewrap", "begun", "CN=new");
    }

    private static String manifest(RecordingId id, byte[] sealed) {
        return """
                { "version": 1, "recording": "%s", "files": [ { "name": "audio.wav.p7m", "mediaType": "x", "bytes": %d,
                  "sha256": "%s", "content": { "name": "audio.wav", "mediaType": "y", "bytes": 1, "sha256": "" } } ] }""".formatted(id, sealed.length, sha256(sealed));
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String base64(int fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) fill);
        return Base64.getEncoder().encodeToString(key);
    }
}
