package org.callvault.cli.reconcile;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.manifest.Manifest;

/**
 * Recordings as the API of a node gives them, the newest first: a page at a time, and the manifest of each for what other
 * systems call it and for its gaps.
 */
final class ApiRecordings implements Iterator<KeptCall>, AutoCloseable {
    private static final int PAGE = 200;
    private static final int AT_ONCE = 8;
    private static final int TRIES = 4;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(30);

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(ANSWER_WITHIN).build();
    private final ExecutorService workers =
            Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory());
    private final URI api;
    private final String search;
    private final Deque<KeptCall> ready = new ArrayDeque<>();
    private Optional<String> cursor = Optional.empty();
    private boolean last;

    /** Those that began from the one time, inclusive, to the other. */
    ApiRecordings(URI api, Instant from, Instant to) {
        this.api = api;
        this.search = "/api/v1/recordings?limit=" + PAGE + "&from=" + from + "&to=" + to;
    }

    @Override
    public boolean hasNext() {
        while (ready.isEmpty() && !last) {
            fill();
        }
        return !ready.isEmpty();
    }

    @Override
    public KeptCall next() {
        if (!hasNext()) {
            throw new NoSuchElementException();
        }
        return ready.removeFirst();
    }

    private void fill() {
        try {
            String path = search
                    + cursor.map(at -> "&cursor=" + URLEncoder.encode(at, UTF_8))
                            .orElse("");
            JsonNode page = RecordingJson.read(
                    get(path).orElseThrow(() -> new IOException(api.resolve(path) + " is not there")), JsonNode.class);
            List<Future<KeptCall>> calls = new ArrayList<>();
            for (JsonNode item : page.path("items")) {
                calls.add(workers.submit(() -> call(item)));
            }
            for (Future<KeptCall> call : calls) {
                ready.add(call.get());
            }
            cursor = Optional.ofNullable(page.path("next").textValue());
            last = cursor.isEmpty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ExecutionException e) {
            throw new UncheckedIOException(new IOException(e.getCause() == null ? e : e.getCause()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted"));
        }
    }

    private KeptCall call(JsonNode item) throws IOException, InterruptedException {
        String state = item.path("state").asText();
        Optional<byte[]> manifest = get("/api/v1/recordings/" + item.path("id").asText() + "/manifest");
        return manifest.isPresent()
                ? KeptCall.of(state, RecordingJson.read(manifest.get(), Manifest.class))
                : unfinished(item, state);
    }

    /** As much as the catalog knows. */
    private static KeptCall unfinished(JsonNode item, String state) {
        Set<String> parties = new HashSet<>();
        for (JsonNode each : item.path("participants")) {
            parties.add(Identifiers.party(each.path("aor").asText("")));
            parties.add(Identifiers.party(each.path("name").asText("")));
        }
        parties.remove("");
        Instant start = Instant.parse(item.path("startedAt").asText());
        return new KeptCall(
                item.path("id").asText(),
                state,
                start,
                start,
                Identifiers.of(item.path("callId").asText()),
                parties,
                Duration.ZERO,
                Duration.ZERO);
    }

    /** Empty for what is not there. A node that is busy is asked again. */
    private Optional<byte[]> get(String path) throws IOException, InterruptedException {
        URI uri = api.resolve(path);
        HttpRequest request = HttpRequest.newBuilder(uri).timeout(ANSWER_WITHIN).build();
        for (int attempt = 1; ; attempt++) {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            switch (response.statusCode()) {
                case 200 -> {
                    return Optional.of(response.body());
                }
                case 404 -> {
                    return Optional.empty();
                }
                default -> {
                    if (response.statusCode() < 500 || attempt == TRIES) {
                        throw new IOException(uri + " answered " + response.statusCode());
                    }
                    TimeUnit.SECONDS.sleep(1L << attempt);
                }
            }
        }
    }

    @Override
    public void close() {
        workers.shutdownNow();
        client.shutdownNow();
    }
}
