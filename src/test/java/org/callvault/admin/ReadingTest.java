package org.callvault.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.admin.AdminNode.header;
import static org.callvault.admin.AdminNode.json;
import static org.callvault.admin.AdminNode.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.callvault.admin.node.ReadinessReport;
import org.callvault.admin.recordings.FinishingView;
import org.callvault.media.lane.StreamAccount;
import org.callvault.recording.catalog.Criterion;
import org.callvault.recording.catalog.RecordingState;
import org.callvault.recording.catalog.SearchFilter;
import org.callvault.session.LiveSession;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Every resource, read over real HTTP. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReadingTest {
    private static final String FINISHED = FakeRecordings.id(0);
    private static final String LIVE = FakeRecordings.id(1);
    private static final String MANIFEST = "{\"format\" : 1,  \"files\" : []}";

    private AdminNode node;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        node = new AdminNode();
        node.recordings.kept.add(FakeRecordings.view(FINISHED, "complete", json(MANIFEST)));
        for (int i = 1; i < 7; i++) {
            node.recordings.kept.add(FakeRecordings.view(FakeRecordings.id(i), "recording", null));
        }
        Path manifest = Files.writeString(directory.resolve("manifest.json"), MANIFEST);
        node.recordings.files.put(FINISHED + "/manifest.json", manifest);
        StreamAccount account =
                new StreamAccount(0, 1500, 2, 1, 0, 0, 6, Map.of("replayed", 3L), 12, 1_764_000_000L, 9L);
        node.sessions.live.add(new LiveSession(
                "a b/c%d@sbc.example.com",
                LIVE,
                "recording",
                Instant.parse("2026-11-23T08:00:00Z"),
                "192.0.2.7:5061",
                true,
                "node1",
                List.of("Alice"),
                List.of(new LiveSession.Stream(0, "96", "PCMU/8000", "receiving", account))));
    }

    @AfterAll
    void stop() {
        node.close();
    }

    @Test
    void rootLinksToTheOthers() {
        JsonNode links = json(node.get("/")).get("links");
        assertThat(links.get("recordings").asText()).isEqualTo("/api/v1/recordings");
        for (JsonNode link : links) {
            assertThat(node.get(link.asText()).statusCode()).as(link.asText()).isEqualTo(200);
        }
    }

    @Test
    void nodesAreTold() {
        JsonNode item = json(node.get("/api/v1/nodes")).get("items").get(0);
        assertThat(item.get("name").asText()).isEqualTo("node1");
        assertThat(item.get("state").asText()).isEqualTo("serving");
        assertThat(item.get("zone").asText()).isEqualTo("hall-1");
        assertThat(item.get("self").asBoolean()).isTrue();
    }

    @Test
    void aliveAnswersWhileTheProcessLives() {
        assertThat(node.get("/health/alive").statusCode()).isEqualTo(200);
    }

    @Test
    void readinessTellsItsChecksAndTurnsInto503() {
        try (AdminNode other = new AdminNode()) {
            HttpResponse<byte[]> ready = other.get("/health/ready");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(json(ready).at("/checks/0/name").asText()).isEqualTo("catalog");

            other.readiness =
                    new ReadinessReport(false, List.of(new ReadinessReport.Check("disk", false, "412 MiB free")));
            HttpResponse<byte[]> away = other.get("/health/ready");
            assertThat(away.statusCode()).isEqualTo(503);
            assertThat(json(away).get("ready").asBoolean()).isFalse();
            assertThat(json(away).at("/checks/0/detail").asText()).isEqualTo("412 MiB free");
        }
    }

    @Test
    void sessionsAreListedWithTheirStreams() {
        JsonNode session = json(node.get("/api/v1/sessions")).at("/items/0");
        assertThat(session.get("callId").asText()).isEqualTo("a b/c%d@sbc.example.com");
        assertThat(session.get("since").asText()).isEqualTo("2026-11-23T08:00:00Z");
        assertThat(session.at("/streams/0/account/received").asLong()).isEqualTo(1500);
        assertThat(session.at("/streams/0/account/rejected/replayed").asLong()).isEqualTo(3);
        assertThat(session.at("/streams/0/account/droppedByKernel").asLong()).isEqualTo(9);
    }

    @Test
    void sessionIsFoundByItsPercentEncodedCallId() {
        HttpResponse<byte[]> found = node.get("/api/v1/sessions/a%20b%2Fc%25d%40sbc.example.com");
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(json(found).get("recording").asText()).isEqualTo(LIVE);
    }

    @Test
    void pagesFollowEachOtherByCursorAndLink() {
        List<String> seen = new ArrayList<>();
        String path = "/api/v1/recordings?limit=3";
        while (!path.isEmpty()) {
            HttpResponse<byte[]> page = node.get(path);
            json(page).get("items").forEach(item -> seen.add(item.get("id").asText()));
            assertThat(json(page).get("next").isNull())
                    .isEqualTo(header(page, "Link").isEmpty());
            path = header(page, "Link").replaceFirst("<(.*)>; rel=\"next\"", "$1");
        }
        assertThat(seen).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void criteriaAreUnderstoodAndGoOnFromPageToPage() {
        HttpResponse<byte[]> page = node.get("/api/v1/recordings?limit=3&from=2026-11-23T09:00:00%2B01:00"
                + "&to=2026-11-24T00:00:00Z&number=%2B49+69+12345&agent=5301&participant=Ann&identifier=0001"
                + "&trunk=frankfurt&state=complete,interrupted&minDuration=60&maxDuration=3600&text=bob+hara");
        assertThat(page.statusCode()).isEqualTo(200);
        SearchFilter asked = node.recordings.filters.getLast();
        assertThat(asked.criteria())
                .containsExactlyInAnyOrder(
                        new Criterion.From(Instant.parse("2026-11-23T08:00:00Z")),
                        new Criterion.Before(Instant.parse("2026-11-24T00:00:00Z")),
                        new Criterion.PhoneDigits("496912345"),
                        new Criterion.Agent("5301"),
                        new Criterion.Participant("Ann"),
                        new Criterion.Identifier("0001"),
                        new Criterion.Trunk("frankfurt"),
                        new Criterion.InState(Set.of(RecordingState.COMPLETE, RecordingState.INTERRUPTED)),
                        new Criterion.AtLeast(Duration.ofSeconds(60)),
                        new Criterion.AtMost(Duration.ofHours(1)),
                        new Criterion.Words(List.of("bob", "hara")));
        node.get(header(page, "Link").replaceFirst("<(.*)>; rel=\"next\"", "$1"));
        assertThat(node.recordings.filters).hasSizeGreaterThan(1);
        assertThat(node.recordings.filters.getLast().criteria()).containsExactlyInAnyOrderElementsOf(asked.criteria());
    }

    @Test
    void recordingIsShownWithItsManifest() {
        JsonNode recording = json(node.get("/api/v1/recordings/" + FINISHED));
        assertThat(recording.get("state").asText()).isEqualTo("complete");
        assertThat(recording.get("durationMillis").asLong()).isEqualTo(30_000);
        assertThat(recording.at("/participants/0/name").asText()).isEqualTo("Alice");
        assertThat(recording.at("/manifest/format").asInt()).isEqualTo(1);
    }

    @Test
    void liveRecordingHasNoEndAndNoManifest() {
        JsonNode recording = json(node.get("/api/v1/recordings/" + LIVE));
        assertThat(recording.get("state").asText()).isEqualTo("recording");
        assertThat(recording.has("endedAt")).isFalse();
        assertThat(recording.has("manifest")).isFalse();
    }

    @Test
    void manifestIsServedByteForByte() {
        HttpResponse<byte[]> manifest = node.get("/api/v1/recordings/" + FINISHED + "/manifest");
        assertThat(text(manifest)).isEqualTo(MANIFEST);
        assertThat(header(manifest, "Content-Type")).isEqualTo("application/json");
        assertThat(header(manifest, "ETag")).isNotEmpty();
    }

    @Test
    void metricsAreInThePrometheusTextFormat() {
        node.get("/health/alive");
        HttpResponse<byte[]> metrics = node.get("/metrics");
        assertThat(header(metrics, "Content-Type")).startsWith("text/plain; version=0.0.4");
        assertThat(text(metrics)).contains("callvault_admin_requests_total{status=\"200\"}");
    }

    @Test
    void headAnswersLikeGetWithoutABody() {
        for (String path :
                List.of("/", "/health/ready", "/api/v1/recordings", "/api/v1/recordings/" + FINISHED + "/manifest")) {
            HttpResponse<byte[]> head = node.send("HEAD", path);
            assertThat(head.statusCode()).as(path).isEqualTo(200);
            assertThat(head.body()).as(path).isEmpty();
            assertThat(header(head, "Content-Type")).as(path).isEqualTo(header(node.get(path), "Content-Type"));
        }
    }

    @Test
    void everyAnswerCarriesTheSecurityHeaders() {
        for (String path : List.of("/", "/api/v1/sessions", "/no/such/path")) {
            HttpResponse<byte[]> response = node.get(path);
            assertThat(header(response, "X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(header(response, "Cache-Control")).isEqualTo("no-store");
            assertThat(header(response, "Content-Security-Policy")).contains("default-src 'none'");
            assertThat(header(response, "Server")).isEmpty();
        }
    }

    @Test
    void whatIsBeingFinishedIsListedWithHowFarItIs() {
        node.recordings.finishing.add(new FinishingView(
                FakeRecordings.id(9), "running", "node-2", "writing", 40, 1, Instant.EPOCH, null, null, null));
        HttpResponse<byte[]> answer = node.get("/api/v1/finishing");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).at("/items/0/stage").asText()).isEqualTo("writing");
        assertThat(json(answer).at("/items/0/percent").asInt()).isEqualTo(40);
        assertThat(json(answer).at("/items/0").has("failure")).isFalse();
    }
}
