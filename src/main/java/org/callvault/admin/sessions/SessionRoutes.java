package org.callvault.admin.sessions;

import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.Directives.post;
import static akka.http.javadsl.server.PathMatchers.segment;
import static org.callvault.admin.http.ReadRoutes.reads;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.PathMatcher0;
import akka.http.javadsl.server.Route;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.callvault.admin.http.Json;
import org.callvault.admin.http.Problem;
import org.callvault.admin.http.ReadRoutes;

/**
 * {@code /api/v1/sessions}: the calls that live on this node; one of them by its Call-ID, percent-encoded; and
 * {@code POST .../pause} and {@code .../resume}, which stop and resume its recording.
 */
public final class SessionRoutes implements ReadRoutes {
    private static final PathMatcher0 SESSIONS = segment("api").slash("v1").slash("sessions");
    private static final String NONE = "no live session on this node has that Call-ID";

    private final SessionQueries sessions;
    private final SessionControl control;

    public SessionRoutes(SessionQueries sessions, SessionControl control) {
        this.sessions = sessions;
        this.control = control;
    }

    @Override
    public Route routes() {
        return path(SESSIONS, () -> reads(() -> Json.ok(Map.of("items", sessions.all()))))
                .orElse(path(
                        SESSIONS.slash(segment()),
                        callId -> reads(() -> sessions.find(callId)
                                .map(Json::ok)
                                .orElseGet(() -> Problem.response(StatusCodes.NOT_FOUND, NONE)))))
                .orElse(path(
                        SESSIONS.slash(segment()).slash(segment("pause")),
                        callId -> post(() -> completeWithFuture(pause(callId, true)))))
                .orElse(path(
                        SESSIONS.slash(segment()).slash(segment("resume")),
                        callId -> post(() -> completeWithFuture(pause(callId, false)))));
    }

    private CompletionStage<HttpResponse> pause(String callId, boolean paused) {
        if (sessions.find(callId).isEmpty()) {
            return CompletableFuture.completedFuture(Problem.response(StatusCodes.NOT_FOUND, NONE));
        }
        return control.pause(callId, paused)
                .thenApply(done -> done
                        ? Json.ok(Map.of("callId", callId, "paused", paused))
                        : Problem.response(
                                StatusCodes.CONFLICT, "the call has not been answered yet, or is over already"));
    }
}
