package org.callvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.callvault.cli.CommandRun;
import org.callvault.recording.RecordingJson;
import org.callvault.session.signal.SipTransport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code callvault load} against a recorder that is killed meanwhile: the report is wanted all the more. */
class KilledRecorderLoadTest {
    @TempDir
    private Path directory;

    @Test
    void leavesAReportOfWhatIsMissing() throws Exception {
        Map<String, String> environment = TestNode.environment(directory, Map.of());
        Path file = directory.resolve("load.json");
        try (NodeProcess node = NodeProcess.serve(directory, environment);
                ExecutorService elsewhere = Executors.newSingleThreadExecutor()) {
            URI api = node.awaitReady();
            int port = TestNode.target(directory, environment, SipTransport.TLS).port();
            Future<CommandRun> running = elsewhere.submit(() -> CommandRun.of(
                    "load",
                    "--to=sips:127.0.0.1:" + port,
                    "--ca=" + directory.resolve("certs/ca.pem"),
                    "--calls=2",
                    "--rate=50",
                    "--hold=5s",
                    "--api=" + api,
                    "--report=" + file));
            await().atMost(Duration.ofSeconds(30)).until(() -> receivedPackets(api) > 0);
            node.kill();
            CommandRun run = running.get(60, TimeUnit.SECONDS);

            assertThat(run.exit()).as(run.out() + run.err()).isEqualTo(1);
            assertThat(run.err()).contains("counters cannot be read any more").doesNotContain("\tat ");
            JsonNode report = RecordingJson.read(Files.readAllBytes(file), JsonNode.class);
            long sent = report.at("/packetsSent").asLong();
            assertThat(sent).isPositive();
            assertThat(report.at("/packets/lost").asLong()).isEqualTo(sent);
            assertThat(report.at("/failures")).isNotEmpty();
        }
    }

    private static double receivedPackets(URI api) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request =
                    HttpRequest.newBuilder(api.resolve("/metrics")).build();
            return client.send(request, BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("callvault_media_packets_total{outcome=\"rtp\"}"))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }
    }
}
