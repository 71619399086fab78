package org.callvault;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.callvault.admin.InvalidCursor;
import org.callvault.admin.OpenedAudio;
import org.callvault.admin.RecordingPage;
import org.callvault.admin.RecordingQueries;
import org.callvault.admin.RecordingView;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.catalog.CatalogEntry;
import org.callvault.recording.catalog.PageCursor;
import org.callvault.recording.catalog.PageRequest;
import org.callvault.recording.catalog.SearchFilter;
import org.callvault.recording.finish.RecordingService;
import org.callvault.recording.kept.Playback;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.seal.SealProblem;
import org.callvault.recording.store.DirectoryStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the API from catalog and store. */
final class CatalogQueries implements RecordingQueries {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogQueries.class);
    private static final String MANIFEST = "manifest.json";

    private final RecordingService service;
    private final DirectoryStore store;
    private final Optional<Playback> playback;
    private final Executor blocking;

    CatalogQueries(RecordingService service, DirectoryStore store, Optional<Playback> playback, Executor blocking) {
        this.service = service;
        this.store = store;
        this.playback = playback;
        this.blocking = blocking;
    }

    @Override
    public CompletionStage<RecordingPage> page(int limit, Optional<String> cursor, SearchFilter filter) {
        Optional<PageCursor> from = cursor.flatMap(PageCursor::parse);
        if (cursor.isPresent() && from.isEmpty()) {
            return CompletableFuture.failedFuture(new InvalidCursor());
        }
        return service.page(new PageRequest(limit, from, filter))
                .thenApply(page -> new RecordingPage(
                        page.items().stream().map(entry -> view(entry, null)).toList(),
                        page.next().map(PageCursor::toString)));
    }

    @Override
    public CompletionStage<Optional<RecordingView>> find(String id) {
        return service.find(new RecordingId(id))
                .thenApplyAsync(found -> found.map(entry -> view(entry, manifest(entry))), blocking);
    }

    @Override
    public CompletionStage<Optional<Path>> file(String id, String name) {
        Path directory = store.directory(new RecordingId(id));
        return CompletableFuture.supplyAsync(
                () -> Optional.of(directory.resolve(name).normalize())
                        .filter(path -> directory.equals(path.getParent()))
                        .filter(Files::isRegularFile),
                blocking);
    }

    @Override
    public CompletionStage<OpenedAudio> opened(String id, String name) {
        return playback.<CompletionStage<OpenedAudio>>map(
                        with -> CompletableFuture.supplyAsync(() -> opened(with, new RecordingId(id), name), blocking))
                .orElseGet(() -> CompletableFuture.completedFuture(new OpenedAudio.NoKey()));
    }

    private OpenedAudio opened(Playback with, RecordingId id, String name) {
        Path directory = store.directory(id);
        try {
            Manifest manifest = RecordingJson.read(Files.readAllBytes(directory.resolve(MANIFEST)), Manifest.class);
            return with.open(directory, manifest, name)
                    .<OpenedAudio>map(audio -> new OpenedAudio.Verified(tag(manifest, name), audio))
                    .orElseGet(OpenedAudio.Altered::new);
        } catch (SealProblem problem) {
            if (problem.kind() == SealProblem.Kind.NO_KEY) {
                return new OpenedAudio.NoKey();
            }
            LOG.atError().addKeyValue("recording", id).log("not played: {}", problem.getMessage());
            return new OpenedAudio.Altered();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tag(Manifest manifest, String name) {
        return manifest.files().stream()
                .filter(file -> file.holds(name))
                .map(Manifest.StoredFile::sha256)
                .findFirst()
                .orElseThrow();
    }

    private @Nullable JsonNode manifest(CatalogEntry entry) {
        Path file = store.directory(entry.id()).resolve(MANIFEST);
        if (!Files.isRegularFile(file)) {
            return null;
        }
        try {
            return RecordingJson.read(Files.readAllBytes(file), JsonNode.class);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RecordingView view(CatalogEntry entry, @Nullable JsonNode manifest) {
        Duration duration = entry.duration();
        return new RecordingView(
                entry.id().value(),
                entry.callId(),
                entry.state().name().toLowerCase(Locale.ROOT),
                entry.node(),
                entry.peer(),
                entry.startedAt(),
                entry.endedAt(),
                duration == null ? null : duration.toMillis(),
                entry.endReason(),
                entry.participants(),
                entry.streams(),
                entry.encrypted(),
                entry.flags(),
                entry.trunk(),
                manifest);
    }
}
