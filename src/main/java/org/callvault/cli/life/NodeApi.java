package org.callvault.cli.life;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.callvault.recording.RecordingJson;
import picocli.CommandLine.Option;

/** Where the node is and who asks; what the node answers is printed, and becomes an exit code. */
public final class NodeApi {
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final int DONE = 0;
    private static final int REFUSED = 1;

    @Option(
            names = "--api",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "the node's API (default: ${DEFAULT-VALUE})")
    private URI api = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--as",
            paramLabel = "NAME",
            defaultValue = "${sys:user.name}",
            description = "who asks; nobody checks it, and the audit keeps it (default: ${DEFAULT-VALUE})")
    private String name = "";

    /** Asks with a JSON object of text and objects of text. */
    int ask(PrintWriter out, String method, String path, Map<String, Object> body) throws IOException {
        byte[] json = RecordingJson.write(new LinkedHashMap<>(body));
        return send(out, request(path).method(method, HttpRequest.BodyPublishers.ofByteArray(json)));
    }

    int ask(PrintWriter out, String method, String path) throws IOException {
        return send(out, request(path).method(method, HttpRequest.BodyPublishers.noBody()));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(api.resolve(path))
                .timeout(WITHIN)
                .header("X-Callvault-Actor", name)
                .header("Content-Type", "application/json");
    }

    /** As part of a path or of a query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    private int send(PrintWriter out, HttpRequest.Builder request) throws IOException {
        HttpResponse<byte[]> response;
        try (HttpClient client = HttpClient.newHttpClient()) {
            response = client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("stopped before the node answered", e);
        } catch (IOException e) {
            throw new IOException(
                    "no node answers at " + api + " (" + e + "): start it, or name its API with --api", e);
        }
        JsonNode answer = RecordingJson.read(response.body(), JsonNode.class);
        if (response.statusCode() >= 400) {
            out.println("refused: " + answer.path("detail").asText("status " + response.statusCode()));
            return REFUSED;
        }
        if (response.statusCode() == 202
                && answer.path("approval").path("state").asText().equals("WAITING")) {
            out.println("waits for a second person: callvault approve "
                    + answer.path("approval").path("id").asText() + " --as OTHER");
        }
        out.println(new String(RecordingJson.writePretty(answer), StandardCharsets.UTF_8));
        return DONE;
    }
}
