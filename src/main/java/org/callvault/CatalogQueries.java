package org.callvault;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.callvault.admin.recordings.BundleFile;
import org.callvault.admin.recordings.FinishingView;
import org.callvault.admin.recordings.InvalidCursor;
import org.callvault.admin.recordings.KeptFile;
import org.callvault.admin.recordings.OpenedAudio;
import org.callvault.admin.recordings.RecordingPage;
import org.callvault.admin.recordings.RecordingQueries;
import org.callvault.admin.recordings.RecordingView;
import org.callvault.recording.RecordingId;
import org.callvault.recording.RecordingJson;
import org.callvault.recording.catalog.CatalogEntry;
import org.callvault.recording.catalog.PageCursor;
import org.callvault.recording.catalog.PageRequest;
import org.callvault.recording.catalog.QueuedRecordings;
import org.callvault.recording.catalog.SearchFilter;
import org.callvault.recording.evidence.Anchors;
import org.callvault.recording.evidence.Finding;
import org.callvault.recording.evidence.LedgerLine;
import org.callvault.recording.export.Bundle;
import org.callvault.recording.export.BundleOutput;
import org.callvault.recording.finish.RecordingService;
import org.callvault.recording.kept.Playback;
import org.callvault.recording.kept.RecordingFiles;
import org.callvault.recording.manifest.Manifest;
import org.callvault.recording.seal.SealProblem;
import org.callvault.recording.store.RecordingStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers the API from catalog and store. */
final class CatalogQueries implements RecordingQueries {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogQueries.class);
    private static final String WAV = "audio.wav";

    private final RecordingService service;
    private final RecordingStore store;
    private final Optional<Playback> playback;
    private final Path ledger;
    private final Executor blocking;

    CatalogQueries(
            RecordingService service,
            RecordingStore store,
            Optional<Playback> playback,
            Path ledger,
            Executor blocking) {
        this.service = service;
        this.store = store;
        this.playback = playback;
        this.ledger = ledger;
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
                        page.items().stream()
                                .map(entry -> view(entry, null, null))
                                .toList(),
                        page.next().map(PageCursor::toString)));
    }

    @Override
    public CompletionStage<Optional<RecordingView>> find(String id) {
        RecordingId recording = new RecordingId(id);
        return service.find(recording)
                .thenCombineAsync(
                        service.queued(recording),
                        (found, queued) -> found.map(entry ->
                                view(entry, queued.map(CatalogQueries::view).orElse(null), manifest(entry))),
                        blocking);
    }

    @Override
    public CompletionStage<List<FinishingView>> finishing() {
        return service.queued()
                .thenApply(queue -> queue.stream().map(CatalogQueries::view).toList());
    }

    private static FinishingView view(QueuedRecordings.Entry entry) {
        boolean waits = !entry.state().equals("running");
        return new FinishingView(
                entry.recording().value(),
                entry.state(),
                waits ? null : entry.holder(),
                entry.stage(),
                entry.percent(),
                entry.attempts(),
                entry.queuedAt(),
                waits ? entry.dueAt() : null,
                entry.failure(),
                entry.supplements());
    }

    @Override
    public CompletionStage<List<String>> audio(String id) {
        return CompletableFuture.supplyAsync(() -> audio(new RecordingId(id)), blocking);
    }

    private List<String> audio(RecordingId id) {
        try {
            Manifest.Audio audio = RecordingJson.read(store.readAll(id, Manifest.NAME), Manifest.class)
                    .audio();
            return audio == null ? List.of(WAV) : audio.names();
        } catch (NoSuchFileException e) {
            return List.of(WAV);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CompletionStage<Optional<KeptFile>> file(String id, String name) {
        return CompletableFuture.supplyAsync(() -> kept(new RecordingId(id), name), blocking);
    }

    /** Its tag is the digest that the manifest has, and of the manifest one of its few bytes. */
    private Optional<KeptFile> kept(RecordingId id, String name) {
        try {
            byte[] json = store.readAll(id, Manifest.NAME);
            String tag = name.equals(Manifest.NAME)
                    ? UUID.nameUUIDFromBytes(json).toString()
                    : tag(RecordingJson.read(json, Manifest.class), name);
            try (SeekableByteChannel file = store.read(id, name)) {
                return Optional.of(new KeptFile(file.size(), tag, () -> store.read(id, name)));
            }
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CompletionStage<Optional<BundleFile>> bundle(String id) {
        return CompletableFuture.supplyAsync(() -> bundle(new RecordingId(id)), blocking);
    }

    /** What is sealed stays so, whatever key this node has: who wants it in the clear has the key to say so. */
    private Optional<BundleFile> bundle(RecordingId id) {
        try {
            Bundle bundle = Bundle.of(
                    name -> store.read(id, name), Optional.empty(), recording -> LedgerLine.find(ledger, recording));
            return Optional.of(out -> {
                try (BundleOutput zip = BundleOutput.zip(out)) {
                    List<Finding> _ = bundle.writeTo(zip, Anchors.none(), Instant.now());
                }
            });
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public CompletionStage<OpenedAudio> opened(String id, String name) {
        return playback.<CompletionStage<OpenedAudio>>map(
                        with -> CompletableFuture.supplyAsync(() -> opened(with, new RecordingId(id), name), blocking))
                .orElseGet(() -> CompletableFuture.completedFuture(new OpenedAudio.NoKey()));
    }

    private OpenedAudio opened(Playback with, RecordingId id, String name) {
        try {
            RecordingFiles files = RecordingFiles.in(store, id, Optional.empty());
            return with.open(files, name)
                    .<OpenedAudio>map(audio -> new OpenedAudio.Verified(tag(files.manifest(), name), audio))
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
                .filter(file -> file.holds(name) || file.name().equals(name))
                .map(Manifest.StoredFile::sha256)
                .findFirst()
                .orElse("unlisted");
    }

    private @Nullable JsonNode manifest(CatalogEntry entry) {
        try {
            return RecordingJson.read(store.readAll(entry.id(), Manifest.NAME), JsonNode.class);
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static RecordingView view(
            CatalogEntry entry, @Nullable FinishingView finishing, @Nullable JsonNode manifest) {
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
                finishing,
                manifest);
    }
}
