package org.callvault.cli.demo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.callvault.recording.RecordingJson;

/** A recording as a user of the API finds it. */
public record FinishedRecording(String id, URI uri, String state) {
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    /** Looks until the call's recording is finished; fails with IOException after the time. */
    public static FinishedRecording await(URI api, String callId, Duration within)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + within.toNanos();
        while (System.nanoTime() - deadline < 0) {
            JsonNode page = RecordingJson.read(get(api.resolve("/api/v1/recordings?limit=20")), JsonNode.class);
            for (JsonNode item : page.path("items")) {
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
        return get(URI.create(uri + "/audio"));
    }

    /** Where it lies below a data directory. */
    public Path directory(Path data) throws IOException {
        try (Stream<Path> found = Files.find(data.resolve("recordings"), 4, (path, attributes) -> path.endsWith(id))) {
            return found.findFirst().orElseThrow(() -> new IOException("no directory holds recording " + id));
        }
    }

    private static byte[] get(URI uri) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpResponse<byte[]> response =
                    client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() != 200) {
                throw new IOException(uri + " answered " + response.statusCode());
            }
            return response.body();
        }
    }
}
