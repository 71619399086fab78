package org.callvault.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.callvault.admin.AdminNode.header;
import static org.callvault.admin.AdminNode.json;
import static org.callvault.admin.AdminNode.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Wrong and malicious requests: each gets a problem document (RFC 9457) and reaches nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HostileRequestsTest {
    private AdminNode node;

    @BeforeAll
    void start() {
        node = new AdminNode();
    }

    @AfterAll
    void stop() {
        node.close();
    }

    private static void assertProblem(HttpResponse<byte[]> response, int status) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(header(response, "Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.get("type").asText()).isEqualTo("about:blank");
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("title").asText()).isNotBlank();
        assertThat(problem.get("detail").asText()).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/nothing",
                "/health",
                "/api/v1/",
                "/api/v1/recordings/",
                "/api/v2/recordings",
                "/api/v1/sessions/no-such-call",
                "/api/v1/recordings/01980000-0000-7000-8000-000000000404",
                "/api/v1/recordings/01980000-0000-7000-8000-000000000404/audio",
                "/api/v1/recordings/01980000-0000-7000-8000-000000000404/other",
            })
    void unknownPathIsNotFound(String path) {
        assertProblem(node.get(path), 404);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /",
        "PUT, /health/alive",
        "DELETE, /api/v1/recordings/01980000-0000-7000-8000-000000000001",
        "PATCH, /api/v1/sessions",
        "OPTIONS, /metrics",
    })
    void wrongMethodNamesTheAllowedOnes(String method, String path) {
        HttpResponse<byte[]> refused = node.send(method, path);
        assertProblem(refused, 405);
        assertThat(header(refused, "Allow")).isEqualTo("GET, HEAD");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=201",
                "limit=-1",
                "limit=ten",
                "limit=",
                "limit=99999999999",
                "limit=1.5",
                "cursor=nonsense",
                "cursor=",
                "limit=5&limit=6",
                "trunck=frankfurt",
                "from=yesterday",
                "from=2026-11-23T08:00:00",
                "to=+999999999-01-01T00:00:00Z",
                "from=2026-11-23T08:00:00Z&to=2026-11-23T08:00:00Z",
                "number=12",
                "number=alice",
                "state=done",
                "state=",
                "minDuration=1m",
                "minDuration=10&maxDuration=9",
                "text=%20",
                "text=a+b+c+d+e+f+g+h+i",
                "text=li+--",
                "participant=%40",
                "trunk=",
            })
    void badParameterIsRefused(String query) {
        assertProblem(node.get("/api/v1/recordings?" + query), 400);
    }

    @Test
    void failureInsideTellsNothingOfTheInside() {
        try (AdminNode other = new AdminNode()) {
            other.recordings.failure = new IllegalStateException("jdbc:h2:/srv/secret/place");
            HttpResponse<byte[]> failed = other.get("/api/v1/recordings");
            assertProblem(failed, 500);
            assertThat(text(failed)).doesNotContain("jdbc").doesNotContain("Exception");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/recordings/..%2f..%2fetc%2fpasswd",
                "/api/v1/recordings/..%2f..%2fetc%2fpasswd/audio",
                "/api/v1/recordings/%2e%2e/audio",
                "/api/v1/recordings/../../../etc/passwd",
                "/api/v1/recordings/..%5c..%5cwindows/manifest",
                "/api/v1/recordings/01980000-0000-7000-8000-000000000001%00/audio",
                "/api/v1/recordings/01980000-0000-7000-8000-00000000000A/audio",
                "/api/v1/recordings//etc/passwd/audio",
                "/api/v1/recordings/%252e%252e%252fetc/audio",
            })
    void traversalNeverReachesTheStore(String target) {
        String answer = node.sendRaw("GET " + target + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 404").contains("application/problem+json");
        assertThat(node.recordings.asked)
                .allMatch(asked -> asked.matches("[0-9a-f-]{36}(/audio.wav|/audio.wav.p7m|/manifest.json)?"));
    }

    @ParameterizedTest
    @CsvSource({
        "'GET /api/v1/recordings?limit=%zz HTTP/1.1', 400",
        "'GET /%zz HTTP/1.1', 400",
        "'GET http://[nonsense/ HTTP/1.1', 400",
        "'BREW /coffee HTTP/1.1', 501",
    })
    void unparsableRequestGetsAProblemToo(String line, int status) {
        String answer = node.sendRaw(line + "\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .contains("application/problem+json")
                .contains("nosniff");
    }

    @Test
    void tooLongAddressesAndHeadersAreRefused() {
        String end = " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
        assertThat(node.sendRaw("GET /" + "a".repeat(5000) + end + "\r\n")).startsWith("HTTP/1.1 414");
        assertThat(node.sendRaw("GET /" + end + "X-Long: " + "a".repeat(9000) + "\r\n\r\n"))
                .startsWith("HTTP/1.1 431");
        assertThat(node.sendRaw("GET /" + end + "X-Many: 1\r\n".repeat(100) + "\r\n"))
                .startsWith("HTTP/1.1 4");
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "LOCALHOST:8080, 200",
        "127.0.0.1, 200",
        "[::1]:8080, 200",
        "attacker.example.com, 421",
        "127.0.0.1.attacker.example.com, 421",
        "192.0.2.1, 421",
    })
    void onLoopbackOnlyItsOwnNamesAreAnswered(String host, int status) {
        String answer = node.sendRaw("GET / HTTP/1.1\r\nHost: " + host + "\r\nConnection: close\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 " + status);
    }

    @Test
    void bodyIsThrownAwayAndTheConnectionGoesOn() {
        String body = "x".repeat(30_000);
        String answer = node.sendRaw("GET /health/alive HTTP/1.1\r\nHost: localhost\r\nContent-Length: 30000\r\n\r\n"
                + body
                + "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
        assertThat(answer.split("HTTP/1.1 200", -1)).hasSize(3);
    }
}
