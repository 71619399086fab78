package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallPlan;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.verify.NodeShelf;
import org.callvault.cli.verify.VerifiedChain;
import org.callvault.cli.verify.VerifiedRecording;
import org.callvault.recording.evidence.Anchors;
import org.callvault.recording.evidence.AuditCheck;
import org.callvault.recording.evidence.Finding;
import org.callvault.security.PemCredentials;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole node: a call is recorded, held, and erased when the hold is gone and a second person agrees. */
class LifeCycleTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration WITHIN = Duration.ofSeconds(20);

    @TempDir
    private Path directory;

    private final HttpClient client = HttpClient.newHttpClient();

    /** What the API said. */
    private record Said(int status, JsonNode body) {}

    private Said ask(TestNode node, String method, String path, String actor, String body)
            throws IOException, InterruptedException {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(URI.create(node.node().api() + path))
                        .header("X-Callvault-Actor", actor)
                        .method(method, HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Said(response.statusCode(), JSON.readTree(response.body()));
    }

    private static VerifiedRecording record(TestNode node) throws Exception {
        try (TestCall call =
                TestCall.open(new CallPlan(node.target(SipTransport.TLS), true, List.of(AudioSource.counted(0))))) {
            call.invite();
            call.talk(Duration.ofMillis(300), TestCall.Progress.NONE);
            call.hangUp();
            return node.recordingOf(call.callId());
        }
    }

    private void awaitState(TestNode node, String id, String state) {
        await().atMost(WITHIN).untilAsserted(() -> assertThat(ask(node, "GET", "/api/v1/recordings/" + id, "x", "")
                        .body()
                        .path("state")
                        .asText())
                .isEqualTo(state));
    }

    @Test
    void aHoldBeatsErasureAndAfterItsReleaseTwoPersonsErase() throws Exception {
        Path data = directory.resolve("data");
        String id;
        try (TestNode node = TestNode.start(directory, Map.of())) {
            VerifiedRecording recording = record(node);
            id = recording.manifest().recording();
            String path = "/api/v1/recordings/" + id;
            String hold = "{\"label\":\"case 4711\",\"reason\":\"a lawsuit\"}";
            assertThat(ask(node, "POST", path + "/holds", "ada", hold).status()).isEqualTo(200);
            assertThat(ask(node, "POST", path + "/holds", "ada", hold).body().toString())
                    .contains("held already");
            assertThat(ask(node, "GET", path + "/holds", "ada", "").body().findValuesAsText("label"))
                    .containsExactly("case 4711");

            String erase = "{\"recording\":\"" + id + "\",\"reason\":\"asked for\"}";
            Said refused = ask(node, "POST", "/api/v1/erasures", "ada", erase);
            assertThat(refused.status()).isEqualTo(409);
            assertThat(refused.body().path("detail").asText()).contains("\"case 4711\"");

            assertThat(ask(node, "DELETE", path + "/holds/case%204711?reason=settled", "ada", "")
                            .status())
                    .isEqualTo(200);
            Said waiting = ask(node, "POST", "/api/v1/erasures", "ada", erase);
            assertThat(waiting.status()).isEqualTo(202);
            String approval = waiting.body().path("approval").path("id").asText();
            assertThat(ask(node, "POST", "/api/v1/erasures", "ada", erase)
                            .body()
                            .path("approval")
                            .path("id")
                            .asText())
                    .isEqualTo(approval);

            String yes = "{\"decision\":\"approve\",\"reason\":\"checked\"}";
            assertThat(ask(node, "POST", "/api/v1/approvals/" + approval, "ADA", yes)
                            .status())
                    .as("by who asked")
                    .isEqualTo(403);
            assertThat(ask(node, "POST", "/api/v1/approvals/" + approval, "bob", yes)
                            .status())
                    .isEqualTo(200);
            awaitState(node, id, "erased");
            assertThat(recording.directory()).doesNotExist();
            JsonNode row = ask(node, "GET", path, "x", "").body();
            assertThat(row.toString()).doesNotContain("party1");
            assertThat(ask(node, "GET", "/api/v1/recordings?participant=party1", "x", "")
                            .body()
                            .path("items"))
                    .isEmpty();
            assertThat(ask(node, "POST", "/api/v1/erasures", "ada", erase)
                            .body()
                            .toString())
                    .contains("it is removed");
        }
        String tombstone = Files.readString(data.resolve("evidence/tombstones/" + id + ".json"));
        assertThat(tombstone)
                .contains("\"askedBy\" : \"ada\"", "\"approvedBy\" : \"bob\"")
                .doesNotContain("party1");
        List<java.security.cert.X509Certificate> own =
                PemCredentials.certificates(data.resolve("signing/certificate.pem"));
        VerifiedChain chain = VerifiedChain.of(data, NodeShelf.in(data), Anchors.of(own), Instant.now());
        assertThat(chain.verdict()).isEqualTo(Finding.Verdict.GREEN);
        assertThat(chain.findings().getFirst().text()).contains("1 were removed with a tombstone");
        assertThat(Finding.worst(AuditCheck.of(data.resolve("audit"), own, Optional.empty(), Instant.now())))
                .isEqualTo(Finding.Verdict.GREEN);
    }

    @Test
    void whoIsForgottenIsNotRememberedByTheAuditNorByTheApproval() throws Exception {
        try (TestNode node = TestNode.start(directory, Map.of())) {
            String id = record(node).manifest().recording();
            Said waiting =
                    ask(node, "POST", "/api/v1/erasures", "ada", "{\"participant\":\"party1\",\"reason\":\"GDPR 17\"}");
            String approval = waiting.body().path("approval").path("id").asText();
            Said done = ask(
                    node,
                    "POST",
                    "/api/v1/approvals/" + approval,
                    "bob",
                    "{\"decision\":\"approve\",\"reason\":\"checked\"}");
            assertThat(done.body().toString()).contains(id, "erasing");
            awaitState(node, id, "erased");
            assertThat(ask(node, "GET", "/api/v1/approvals/" + approval, "x", "")
                            .body()
                            .toString())
                    .contains("\"DONE\"")
                    .doesNotContain("party1");
        }
        try (var files = Files.list(directory.resolve("data/audit"))) {
            for (Path file : files.toList()) {
                assertThat(new String(Files.readAllBytes(file), java.nio.charset.StandardCharsets.ISO_8859_1))
                        .doesNotContain("party1");
            }
        }
    }

    @Test
    void retentionIsExtendedByOnePersonAndShortenedByTwo() throws Exception {
        Path settings = directory.resolve("node.conf");
        Files.writeString(
                settings,
                "callvault.retention { every = 200 milliseconds, rules ="
                        + " [{ name = calls, participants = [\"*party1@*\"], keep = \"5 years\" }] }");
        try (TestNode node = TestNode.start(directory, Map.of("CALLVAULT_CONFIG", settings.toString()))) {
            VerifiedRecording recording = record(node);
            String id = recording.manifest().recording();
            String path = "/api/v1/recordings/" + id + "/retention";
            JsonNode fixed = ask(node, "GET", path, "x", "").body();
            assertThat(fixed.path("rule").asText()).isEqualTo("calls");
            assertThat(Instant.parse(fixed.path("until").asText()))
                    .isBetween(
                            recording.manifest().endedAt().plus(Duration.ofDays(5 * 365)),
                            recording.manifest().endedAt().plus(Duration.ofDays(5 * 366)));
            assertThat(ask(node, "PUT", path, "ada", "{\"until\":\"forever\",\"reason\":\"history\"}")
                            .status())
                    .isEqualTo(200);
            Said waiting =
                    ask(node, "PUT", path, "ada", "{\"until\":\"2020-01-01T00:00:00Z\",\"reason\":\"kept in error\"}");
            assertThat(waiting.status()).isEqualTo(202);
            assertThat(ask(node, "GET", path, "x", "").body().path("until").asText())
                    .isEqualTo("forever");
            assertThat(ask(
                                    node,
                                    "POST",
                                    "/api/v1/approvals/"
                                            + waiting.body()
                                                    .path("approval")
                                                    .path("id")
                                                    .asText(),
                                    "bob",
                                    "{\"decision\":\"approve\",\"reason\":\"checked\"}")
                            .status())
                    .isEqualTo(200);
            awaitState(node, id, "deleted");
            assertThat(recording.directory()).doesNotExist();
        }
    }

    @Test
    void whatIsNoOrderIsRefusedWithWhatToDo() throws Exception {
        try (TestNode node = TestNode.start(directory, Map.of())) {
            String unknown = "/api/v1/recordings/01980000-0000-7000-8000-000000000001/holds";
            assertThat(ask(node, "POST", unknown, "ada", "{\"label\":\"x\",\"reason\":\"y\"}")
                            .status())
                    .isEqualTo(404);
            assertThat(ask(node, "POST", unknown, "ada", "{\"label\":\"x\"}").status())
                    .isEqualTo(400);
            assertThat(ask(node, "POST", unknown, "ada", "{\"colour\":\"x\"}").status())
                    .isEqualTo(400);
            assertThat(ask(node, "POST", unknown, "ada", "{".repeat(70_000)).status())
                    .isIn(400, 413);
            assertThat(ask(node, "POST", "/api/v1/erasures", "ada", "{\"reason\":\"y\"}")
                            .status())
                    .isEqualTo(400);
            assertThat(ask(node, "GET", "/api/v1/alarms", "x", "").body().has("items"))
                    .isTrue();
        }
    }

    @Test
    @Tag("peers")
    void aTombstoneIsVerifiedByOpensslAlone() throws Exception {
        String id;
        try (TestNode node = TestNode.start(directory, Map.of())) {
            id = record(node).manifest().recording();
            Said waiting = ask(
                    node, "POST", "/api/v1/erasures", "ada", "{\"recording\":\"" + id + "\",\"reason\":\"asked for\"}");
            String approval = waiting.body().path("approval").path("id").asText();
            ask(
                    node,
                    "POST",
                    "/api/v1/approvals/" + approval,
                    "bob",
                    "{\"decision\":\"approve\",\"reason\":\"checked\"}");
            awaitState(node, id, "erased");
        }
        Path tombstones = directory.resolve("data/evidence/tombstones");
        Process openssl = new ProcessBuilder(
                        "openssl",
                        "cms",
                        "-verify",
                        "-binary",
                        "-purpose",
                        "any",
                        "-inform",
                        "DER",
                        "-in",
                        id + ".json.p7s",
                        "-content",
                        id + ".json",
                        "-CAfile",
                        "../../signing/certificate.pem",
                        "-out",
                        "/dev/null")
                .directory(tombstones.toFile())
                .redirectErrorStream(true)
                .start();
        assertThat(new String(openssl.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8))
                .contains("CMS Verification successful");
        assertThat(openssl.waitFor()).isZero();
    }
}
