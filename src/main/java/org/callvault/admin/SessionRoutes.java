package org.callvault.admin;

import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.PathMatchers.segment;
import static org.callvault.admin.ReadRoutes.reads;

import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.PathMatcher0;
import akka.http.javadsl.server.Route;
import java.util.Map;
import org.callvault.admin.http.Json;
import org.callvault.admin.http.Problem;

/** {@code /api/v1/sessions}: the calls that live on this node; one of them by its Call-ID, percent-encoded. */
final class SessionRoutes implements ReadRoutes {
    private static final PathMatcher0 SESSIONS = segment("api").slash("v1").slash("sessions");

    private final SessionQueries sessions;

    SessionRoutes(SessionQueries sessions) {
        this.sessions = sessions;
    }

    @Override
    public Route routes() {
        return path(SESSIONS, () -> reads(() -> Json.ok(Map.of("items", sessions.all()))))
                .orElse(path(
                        SESSIONS.slash(segment()),
                        callId -> reads(() -> sessions.find(callId)
                                .map(Json::ok)
                                .orElseGet(() -> Problem.response(
                                        StatusCodes.NOT_FOUND, "no live session on this node has that Call-ID")))));
    }
}
