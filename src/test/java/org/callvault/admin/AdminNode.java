package org.callvault.admin;

import akka.actor.testkit.typed.javadsl.ActorTestKit;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.ConfigFactory;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.callvault.admin.node.AlarmRoutes;
import org.callvault.admin.node.NodeView;
import org.callvault.admin.node.ReadinessReport;
import org.callvault.alarm.Alarms;
import org.callvault.config.Settings;

/** A real admin server on a free port, with fakes behind it, and a client in front of it. */
final class AdminNode implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    final FakeRecordings recordings = new FakeRecordings();
    final FakeSessions sessions = new FakeSessions();
    final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    volatile ReadinessReport readiness =
            new ReadinessReport(true, List.of(new ReadinessReport.Check("catalog", true, "answers")));

    static final List<NodeView> NODES =
            List.of(new NodeView("node1", "192.0.2.1:25520", "serving", 12, 6, "0.1.0", "hall-1", true));

    private final ActorTestKit kit = kit();
    private final HttpClient client = HttpClient.newHttpClient();
    private final AdminServer server;

    AdminNode() {
        server = join(AdminServer.start(
                kit.system(),
                new Settings.Admin("127.0.0.1", 0),
                () -> readiness,
                sessions,
                sessions,
                () -> NODES,
                recordings,
                List.of(new AlarmRoutes(new Alarms(InstantSource.system(), metrics))),
                metrics));
    }

    static ActorTestKit kit() {
        return ActorTestKit.create(
                ConfigFactory.parseString("akka.actor.provider = local").withFallback(ConfigFactory.load()));
    }

    static <T> T join(java.util.concurrent.CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    }

    URI uri(String path) {
        return URI.create(server.baseUri() + path);
    }

    HttpResponse<byte[]> get(String path, String... headers) {
        return send("GET", path, headers);
    }

    HttpResponse<byte[]> send(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(20))
                .method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new AssertionError(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** Sends bytes that no decent client would, and returns all that comes back until the server closes. */
    String sendRaw(String request) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri("/").getPort())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static JsonNode json(HttpResponse<byte[]> response) {
        return json(text(response));
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new AssertionError(text, e);
        }
    }

    static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Override
    public void close() {
        client.close();
        join(server.stop());
        kit.shutdownTestKit();
    }
}
