package org.callvault.admin.recordings;

import static akka.http.javadsl.server.Directives.extractRequest;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.PathMatchers.segment;
import static org.callvault.admin.http.ReadRoutes.readsLater;

import akka.NotUsed;
import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.RawHeader;
import akka.http.javadsl.server.PathMatcher0;
import akka.http.javadsl.server.Route;
import akka.stream.javadsl.Source;
import akka.stream.javadsl.StreamConverters;
import akka.util.ByteString;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.callvault.admin.http.FileAnswer;
import org.callvault.admin.http.Json;
import org.callvault.admin.http.Problem;
import org.callvault.admin.http.ReadRoutes;
import org.callvault.recording.RecordingId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /api/v1/recordings}: pages, newest first; one recording; its audio, its peaks and its manifest as they lie in the store. */
public final class RecordingRoutes implements ReadRoutes {
    private static final PathMatcher0 RECORDINGS = segment("api").slash("v1").slash("recordings");
    private static final Logger LOG = LoggerFactory.getLogger(RecordingRoutes.class);
    private static final ContentType ZIP = MediaTypes.APPLICATION_ZIP.toContentType();
    private static final Duration CLIENT_TAKES_WITHIN = Duration.ofMinutes(1);
    private static final ContentType WAV = MediaTypes.AUDIO_WAV.toContentType();
    private static final ContentType OGG = MediaTypes.AUDIO_OGG.toContentType();
    private static final ContentType FLAC =
            MediaTypes.customBinary("audio", "flac", false).toContentType();
    private static final String PEAKS_FILE = "peaks.dat";
    private static final String SEALED_SUFFIX = ".p7m";
    private static final String SEALED =
            "the audio is encrypted for its recipients and this node has no key of theirs: \"callvault decrypt\" or"
                    + " \"openssl cms -decrypt\" opens it with one";
    private static final String ALTERED =
            "the audio is not what was recorded, so nothing of it is played; \"callvault verify\" says more";
    private static final String MANIFEST_FILE = "manifest.json";

    private final RecordingQueries recordings;

    public RecordingRoutes(RecordingQueries recordings) {
        this.recordings = recordings;
    }

    @Override
    public Route routes() {
        return path(RECORDINGS, () -> extractRequest(request -> readsLater(() -> page(request))))
                .orElse(path(RECORDINGS.slash(segment()), id -> readsLater(() -> whenValid(id, this::recording))))
                .orElse(path(
                        RECORDINGS.slash(segment()).slash("audio"),
                        id -> extractRequest(
                                request -> readsLater(() -> whenValid(id, valid -> audio(valid, request))))))
                .orElse(path(
                        RECORDINGS.slash(segment()).slash("peaks"),
                        id -> extractRequest(
                                request -> readsLater(() -> whenValid(id, valid -> peaks(valid, request))))))
                .orElse(path(
                        RECORDINGS.slash(segment()).slash("bundle"),
                        id -> readsLater(() -> whenValid(id, this::bundle))))
                .orElse(path(
                        RECORDINGS.slash(segment()).slash("manifest"),
                        id -> extractRequest(
                                request -> readsLater(() -> whenValid(id, valid -> manifest(valid, request))))));
    }

    private CompletionStage<HttpResponse> page(HttpRequest request) {
        return switch (PageQuery.of(request.getUri().query())) {
            case PageQuery.Malformed malformed -> done(Problem.response(StatusCodes.BAD_REQUEST, malformed.detail()));
            case PageQuery.Wanted wanted ->
                recordings
                        .page(wanted.limit(), wanted.cursor(), wanted.filter())
                        .thenApply(page -> page(page, wanted));
        };
    }

    private static HttpResponse page(RecordingPage page, PageQuery.Wanted wanted) {
        HttpResponse response = Json.ok(page);
        return page.next().map(next -> response.addHeader(link(wanted, next))).orElse(response);
    }

    /** RFC 8288. */
    private static RawHeader link(PageQuery.Wanted wanted, String cursor) {
        String query = "limit=" + wanted.limit() + "&cursor=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8)
                + wanted.search();
        return RawHeader.create("Link", "</api/v1/recordings?" + query + ">; rel=\"next\"");
    }

    private CompletionStage<HttpResponse> recording(RecordingId id) {
        return recordings.find(id.value()).thenApply(found -> found.map(Json::ok)
                .orElseGet(RecordingRoutes::unknown));
    }

    /** The main file, or the one that the request names. */
    private CompletionStage<HttpResponse> audio(RecordingId id, HttpRequest request) {
        return recordings.audio(id.value()).thenCompose(names -> {
            String name = request.getUri().query().get("file").orElse(names.getFirst());
            if (!names.contains(name)) {
                return done(Problem.response(
                        StatusCodes.NOT_FOUND, "the recording has no such file of audio: " + String.join(", ", names)));
            }
            String suffix = name.substring(name.lastIndexOf('.'));
            return kept(id, name, type(suffix), suffix, request);
        });
    }

    private static ContentType type(String suffix) {
        return switch (suffix) {
            case ".opus" -> OGG;
            case ".flac" -> FLAC;
            default -> WAV;
        };
    }

    /** What a waveform is drawn from, in the format of audiowaveform. */
    private CompletionStage<HttpResponse> peaks(RecordingId id, HttpRequest request) {
        return kept(id, PEAKS_FILE, ContentTypes.APPLICATION_OCTET_STREAM, ".dat", request);
    }

    private CompletionStage<HttpResponse> kept(
            RecordingId id, String name, ContentType type, String suffix, HttpRequest request) {
        return recordings
                .file(id.value(), name + SEALED_SUFFIX)
                .thenCompose(encrypted -> encrypted.isPresent()
                        ? recordings
                                .opened(id.value(), name)
                                .thenApply(opened -> opened(opened, type, id + suffix, request))
                        : file(id, name, type, id + suffix, request));
    }

    private static HttpResponse opened(OpenedAudio opened, ContentType type, String download, HttpRequest request) {
        return switch (opened) {
            case OpenedAudio.NoKey noKey -> Problem.response(StatusCodes.CONFLICT, SEALED);
            case OpenedAudio.Altered altered -> Problem.response(StatusCodes.INTERNAL_SERVER_ERROR, ALTERED);
            case OpenedAudio.Verified verified ->
                FileAnswer.of(
                        request, verified.audio().size(), verified.tag(), verified.audio()::again, type, download);
        };
    }

    /** What goes wrong half way leaves a zip file without its end, which no program takes for whole. */
    private CompletionStage<HttpResponse> bundle(RecordingId id) {
        return recordings
                .bundle(id.value())
                .thenCompose(found -> found.isPresent()
                        ? done(HttpResponse.create()
                                .addHeader(RawHeader.create(
                                        "Content-Disposition", "attachment; filename=\"" + id + ".zip\""))
                                .withEntity(HttpEntities.create(ZIP, written(id, found.get()))))
                        : missing(id));
    }

    private Source<ByteString, NotUsed> written(RecordingId id, BundleFile bundle) {
        return StreamConverters.asOutputStream(CLIENT_TAKES_WITHIN).mapMaterializedValue(out -> {
            Thread.startVirtualThread(() -> {
                try (out) {
                    bundle.writeTo(out);
                } catch (IOException e) {
                    LOG.atWarn().addKeyValue("recording", id).log("a bundle was not sent whole: {}", e.getMessage());
                }
            });
            return NotUsed.getInstance();
        });
    }

    private CompletionStage<HttpResponse> manifest(RecordingId id, HttpRequest request) {
        return file(id, MANIFEST_FILE, ContentTypes.APPLICATION_JSON, id + ".json", request);
    }

    private CompletionStage<HttpResponse> file(
            RecordingId id, String name, ContentType type, String download, HttpRequest request) {
        return recordings.file(id.value(), name).thenCompose(found -> found.map(
                        file -> done(FileAnswer.of(request, file.size(), file.tag(), file.opening(), type, download)))
                .orElseGet(() -> missing(id)));
    }

    /** Tells a recording that is not finished from one that never was. */
    private CompletionStage<HttpResponse> missing(RecordingId id) {
        return recordings.find(id.value()).thenApply(found -> found.map(view -> Problem.response(
                        StatusCodes.NOT_FOUND,
                        "the recording has no such file now; its state is \"" + view.state() + "\""))
                .orElseGet(RecordingRoutes::unknown));
    }

    /** Nothing but a well-formed id gets past here, so no path can be made of what a client sends. */
    private static CompletionStage<HttpResponse> whenValid(
            String id, Function<RecordingId, CompletionStage<HttpResponse>> answer) {
        return parse(id).map(answer).orElseGet(() -> done(unknown()));
    }

    private static Optional<RecordingId> parse(String id) {
        try {
            return Optional.of(new RecordingId(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static HttpResponse unknown() {
        return Problem.response(StatusCodes.NOT_FOUND, "there is no recording with that id");
    }

    private static CompletionStage<HttpResponse> done(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }
}
