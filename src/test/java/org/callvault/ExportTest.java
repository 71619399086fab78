package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.callvault.cli.CommandRun;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.timestamp.TestAuthority;
import org.callvault.recording.timestamp.TimeStamp;
import org.callvault.security.CertificateIssuer;
import org.callvault.security.KeyKind;
import org.callvault.security.PemCredentials;
import org.callvault.security.PemOutput;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A call to a whole node that seals and asks for time stamps, given to a stranger. */
class ExportTest {
    @TempDir
    private static Path directory;

    private static TestAuthority tsa;
    private static TestNode node;
    private static VerifiedRecording recording;

    @TempDir
    private Path temp;

    @BeforeAll
    static void record() throws Exception {
        tsa = TestAuthority.start();
        tsa.setTime(Instant.now());
        PemCredentials reader = CertificateIssuer.newSigner(
                "Reader", KeyKind.EC_P256, Duration.ofDays(30), java.time.InstantSource.system());
        PemOutput.certificates(directory.resolve("reader.pem"), reader.chain());
        PemOutput.key(directory.resolve("reader.key"), reader);
        Map<String, String> settings = new HashMap<>();
        settings.put("CALLVAULT_RECIPIENTS", directory.resolve("reader.pem").toString());
        settings.put("CALLVAULT_TSA_URL", tsa.url().toString());
        settings.put("CALLVAULT_TSA_POLICY", TestAuthority.POLICY);
        settings.put("CALLVAULT_TSA_CA_PATH", tsa.rootFile(directory).toString());
        node = TestNode.start(directory, settings);
        CallPlan plan = new CallPlan(
                node.target(SipTransport.TLS), true, List.of(AudioSource.counted(0), AudioSource.counted(1)));
        try (TestCall call = TestCall.open(plan)) {
            call.invite();
            call.talk(Duration.ofSeconds(1), TestCall.Progress.NONE);
            call.hangUp();
            recording = node.recordingOf(call.callId());
        }
        Path stamp = recording.directory().resolve(TimeStamp.NAME);
        await().atMost(Duration.ofSeconds(20)).until(() -> Files.isRegularFile(stamp));
    }

    @AfterAll
    static void stop() {
        node.close();
        tsa.close();
    }

    private static Path ca() {
        return node.node().dataDirectory().resolve("signing/certificate.pem");
    }

    private Path export(String... more) {
        List<String> arguments = new ArrayList<>(List.of(
                "export",
                recording.directory().toString(),
                "--to",
                temp.resolve("out").toString(),
                "--ca",
                ca().toString(),
                "--tsa-ca",
                directory.resolve("tsa-ca.pem").toString()));
        arguments.addAll(List.of(more));
        CommandRun run = CommandRun.of(arguments.toArray(String[]::new));
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        return temp.resolve("out").resolve(recording.manifest().recording());
    }

    private static List<String> names(Path bundle) throws IOException {
        try (Stream<Path> files = Files.walk(bundle)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> bundle.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void aBundleHoldsWhatProvesItAndStaysSealed() throws IOException {
        Path bundle = export();
        assertThat(names(bundle))
                .contains(
                        "audio.wav.p7m",
                        "metadata-1.xml.p7m",
                        "manifest.json",
                        "manifest.json.p7s",
                        "manifest.json.tsr",
                        "certificates/signer.pem",
                        "certificates/time-stamp.pem",
                        "ledger.txt",
                        "report.html",
                        "README.txt",
                        "SHA256SUMS")
                .noneMatch(name -> name.startsWith("decrypted"));
        assertThat(bundle.resolve("report.html"))
                .content()
                .contains("Verified: as it was kept", "by a time stamp of CN=Test TSA", "The waveform is not drawn");
        CommandRun verified = CommandRun.of(
                "verify",
                bundle.toString(),
                "--ca",
                ca().toString(),
                "--tsa-ca",
                directory.resolve("tsa-ca.pem").toString());
        assertThat(verified.out()).as(verified.err()).contains("GREEN");
    }

    @Test
    void withAKeyItIsThereInTheClearTooAndTheReportSaysHowItIsProven() throws IOException {
        Path bundle = export("--key", directory.resolve("reader.key").toString());
        assertThat(names(bundle)).contains("audio.wav.p7m", "decrypted/audio.wav", "decrypted/peaks.dat");
        assertThat(bundle.resolve("report.html"))
                .content()
                .contains("<path class=\"wave\"", "which the signed manifest lists", "decrypted/");
    }

    @Test
    void nothingIsWrittenOver() {
        Path bundle = export();
        CommandRun again = CommandRun.of(
                "export",
                recording.directory().toString(),
                "--to",
                temp.resolve("out").toString());
        assertThat(again.exit()).isEqualTo(1);
        assertThat(bundle).exists();
    }

    @Test
    void theApiStreamsTheSameAsAZip() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            String path = "/api/v1/recordings/" + recording.manifest().recording() + "/bundle";
            HttpResponse<InputStream> answer = client.send(
                    HttpRequest.newBuilder(node.node().api().resolve(path)).build(),
                    HttpResponse.BodyHandlers.ofInputStream());
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("application/zip");
            Map<String, byte[]> files = new HashMap<>();
            try (ZipInputStream zip = new ZipInputStream(answer.body())) {
                for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                    files.put(entry.getName().substring(37), zip.readAllBytes());
                }
            }
            assertThat(files).containsKeys("README.txt", "ledger.txt", "manifest.json.tsr");
            assertThat(files.get("audio.wav.p7m"))
                    .isEqualTo(Files.readAllBytes(recording.directory().resolve("audio.wav.p7m")));
            String none = "/api/v1/recordings/" + "0".repeat(36) + "/bundle";
            assertThat(client.send(
                                    HttpRequest.newBuilder(node.node().api().resolve(none))
                                            .build(),
                                    HttpResponse.BodyHandlers.discarding())
                            .statusCode())
                    .isEqualTo(404);
        }
    }

    /** The very commands of README.txt, run by a shell that has no Callvault. */
    private static List<Integer> commands(Path bundle) throws Exception {
        List<Integer> exits = new ArrayList<>();
        for (String line :
                Files.readAllLines(bundle.resolve("README.txt"), java.nio.charset.StandardCharsets.ISO_8859_1)) {
            if (line.startsWith("    ")) {
                Process shell = new ProcessBuilder("bash", "-o", "pipefail", "-c", line.strip())
                        .directory(bundle.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(bundle.resolveSibling("said").toFile())
                        .start();
                exits.add(shell.waitFor());
            }
        }
        return exits;
    }

    private Path forAStranger() throws IOException {
        Path bundle = export("--key", directory.resolve("reader.key").toString());
        Files.copy(ca(), bundle.resolve("ca.pem"));
        Files.copy(directory.resolve("tsa-ca.pem"), bundle.resolve("tsa-ca.pem"));
        return bundle;
    }

    @Test
    @Tag("peers")
    void aStrangerChecksItWithOpensslAlone() throws Exception {
        assertThat(commands(forAStranger())).hasSize(7).containsOnly(0);
    }

    @Test
    @Tag("peers")
    void anAlteredByteInAnyFileFailsOneOfTheCommands() throws Exception {
        Path bundle = forAStranger();
        for (String name : names(bundle)) {
            if (name.endsWith("ca.pem")) {
                continue;
            }
            Path file = bundle.resolve(name);
            byte[] whole = Files.readAllBytes(file);
            byte[] altered = whole.clone();
            altered[whole.length / 3] ^= 1;
            Files.write(file, altered);
            assertThat(commands(bundle)).as(name).anyMatch(exit -> exit != 0);
            Files.write(file, whole);
        }
        assertThat(commands(bundle)).containsOnly(0);
    }

    @Test
    @Tag("peers")
    void whoMakesTheListOfHashesAnewIsFoundByTheSignature() throws Exception {
        Path bundle = forAStranger();
        Path manifest = bundle.resolve("manifest.json");
        Files.writeString(manifest, Files.readString(manifest).replace("\"bye\"", "\"by\""));
        Process sums = new ProcessBuilder(
                        "bash", "-c", "cut -c 67- SHA256SUMS | xargs sha256sum > new && mv new SHA256SUMS")
                .directory(bundle.toFile())
                .start();
        assertThat(sums.waitFor()).isZero();
        List<Integer> exits = commands(bundle);
        assertThat(exits.getFirst()).isZero();
        assertThat(exits).anyMatch(exit -> exit != 0);
    }
}
