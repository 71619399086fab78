package org.callvault.admin;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.callvault.admin.recordings.BundleFile;
import org.callvault.admin.recordings.FinishingView;
import org.callvault.admin.recordings.InvalidCursor;
import org.callvault.admin.recordings.KeptFile;
import org.callvault.admin.recordings.OpenedAudio;
import org.callvault.admin.recordings.RecordingPage;
import org.callvault.admin.recordings.RecordingQueries;
import org.callvault.admin.recordings.RecordingView;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.catalog.SearchFilter;
import org.jspecify.annotations.Nullable;

/** Recordings in memory; a cursor is "after-" and a number. Notes every name it is asked for. */
final class FakeRecordings implements RecordingQueries {
    final List<RecordingView> kept = new CopyOnWriteArrayList<>();
    final Map<String, Path> files = new ConcurrentHashMap<>();
    final List<SearchFilter> filters = new CopyOnWriteArrayList<>();
    final List<String> asked = new CopyOnWriteArrayList<>();
    final Map<String, BundleFile> bundles = new ConcurrentHashMap<>();
    final Map<String, OpenedAudio> opened = new ConcurrentHashMap<>();
    final List<FinishingView> finishing = new CopyOnWriteArrayList<>();
    final Map<String, List<String>> audio = new ConcurrentHashMap<>();
    volatile @Nullable RuntimeException failure;

    static String id(int number) {
        return String.format("01980000-0000-7000-8000-%012d", number);
    }

    static RecordingView view(String id, String state, @Nullable JsonNode manifest) {
        boolean ended = manifest != null;
        return new RecordingView(
                id,
                "call-" + id,
                state,
                "node-1",
                "192.0.2.7:5061",
                Instant.parse("2026-11-23T08:00:00Z"),
                ended ? Instant.parse("2026-11-23T08:00:30Z") : null,
                ended ? 30_000L : null,
                ended ? "bye" : null,
                List.of(new RecordingDescription.Participant("p1", "sip:alice@example.com", "Alice")),
                2,
                true,
                List.of("metadata_missing"),
                "frankfurt",
                null,
                manifest);
    }

    @Override
    public CompletionStage<RecordingPage> page(int limit, Optional<String> cursor, SearchFilter filter) {
        filters.add(filter);
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        if (cursor.isPresent() && !cursor.get().matches("after-[0-9]+")) {
            return CompletableFuture.failedFuture(new InvalidCursor());
        }
        int from = cursor.map(text -> Integer.parseInt(text.substring("after-".length())))
                .orElse(0);
        int to = Math.min(kept.size(), from + limit);
        Optional<String> next = to < kept.size() ? Optional.of("after-" + to) : Optional.empty();
        return CompletableFuture.completedFuture(new RecordingPage(kept.subList(from, to), next));
    }

    @Override
    public CompletionStage<Optional<RecordingView>> find(String id) {
        asked.add(id);
        return CompletableFuture.completedFuture(
                kept.stream().filter(view -> view.id().equals(id)).findFirst());
    }

    @Override
    public CompletionStage<Optional<BundleFile>> bundle(String id) {
        return CompletableFuture.completedFuture(Optional.ofNullable(bundles.get(id)));
    }

    @Override
    public CompletionStage<OpenedAudio> opened(String id, String name) {
        return CompletableFuture.completedFuture(opened.getOrDefault(id, new OpenedAudio.NoKey()));
    }

    @Override
    public CompletionStage<List<FinishingView>> finishing() {
        return CompletableFuture.completedFuture(finishing);
    }

    @Override
    public CompletionStage<List<String>> audio(String id) {
        return CompletableFuture.completedFuture(audio.getOrDefault(id, List.of("audio.wav")));
    }

    @Override
    public CompletionStage<Optional<KeptFile>> file(String id, String name) {
        asked.add(id + "/" + name);
        return CompletableFuture.completedFuture(
                Optional.ofNullable(files.get(id + "/" + name)).flatMap(FakeRecordings::kept));
    }

    private static Optional<KeptFile> kept(Path file) {
        try {
            String tag =
                    Files.size(file) + "-" + Files.getLastModifiedTime(file).toMillis();
            return Optional.of(new KeptFile(Files.size(file), tag, () -> FileChannel.open(file)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
