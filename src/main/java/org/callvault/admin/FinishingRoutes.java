package org.callvault.admin;

import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.PathMatchers.segment;
import static org.callvault.admin.ReadRoutes.readsLater;

import akka.http.javadsl.server.Route;
import java.util.Map;
import org.callvault.admin.http.Json;

/** {@code /api/v1/finishing}: recordings of all nodes that are not kept yet, the oldest first. */
final class FinishingRoutes implements ReadRoutes {
    private final RecordingQueries recordings;

    FinishingRoutes(RecordingQueries recordings) {
        this.recordings = recordings;
    }

    @Override
    public Route routes() {
        return path(
                segment("api").slash("v1").slash("finishing"),
                () -> readsLater(() -> recordings.finishing().thenApply(items -> Json.ok(Map.of("items", items)))));
    }
}
