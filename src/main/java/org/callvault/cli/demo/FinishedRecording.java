package org.callvault.cli.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.manifest.Manifest;

/** A recording as a user of the API finds it. */
public record FinishedRecording(String id, URI uri, String state) {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    /** Looks until the call's recording is finished; fails with IOException after the time. */
    public static FinishedRecording await(URI api, String callId, Duration within)
            throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return await(client, api, callId, within);
        }
    }

    /** The same with a client that serves many questions. */
    public static FinishedRecording await(HttpClient client, URI api, String callId, Duration within)
            throws IOException, InterruptedException {
        URI search = api.resolve("/api/v1/recordings?limit=20&identifier=" + URLEncoder.encode(callId, UTF_8));
        long deadline = System.nanoTime() + within.toNanos();
        while (System.nanoTime() - deadline < 0) {
            for (JsonNode item :
                    RecordingJson.read(get(client, search), JsonNode.class).path("items")) {
                String state = item.path("state").asText();
                boolean over = state.equals("complete") || state.equals("interrupted");
                if (over && item.path("callId").asText().equals(callId)) {
                    String id = item.path("id").asText();
                    return new FinishedRecording(id, api.resolve("/api/v1/recordings/" + id), state);
                }
            }
            TimeUnit.MILLISECONDS.sleep(LOOK_EVERY.toMillis());
        }
        throw new IOException("the recording was not finished within " + within.toSeconds() + " s");
    }

    /** The audio file as the API gives it. */
    public byte[] audio() throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return audio(client);
        }
    }

    public byte[] audio(HttpClient client) throws IOException, InterruptedException {
        return get(client, URI.create(uri + "/audio"));
    }

    public Manifest manifest(HttpClient client) throws IOException, InterruptedException {
        return RecordingJson.read(get(client, URI.create(uri + "/manifest")), Manifest.class);
    }

    /** Where it lies below a data directory. */
    public Path directory(Path data) throws IOException {
        try (Stream<Path> found = Files.find(data.resolve("recordings"), 4, (path, attributes) -> path.endsWith(id))) {
            return found.findFirst().orElseThrow(() -> new IOException("no directory holds recording " + id));
        }
    }

    private static byte[] get(HttpClient client, URI uri) throws IOException, InterruptedException {
        HttpResponse<byte[]> response =
                client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException(uri + " answered " + response.statusCode());
        }
        return response.body();
    }
}
