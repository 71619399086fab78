package org.callvault.admin.recordings;

import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.PathMatchers.segment;
import static org.callvault.admin.http.ReadRoutes.readsLater;

import akka.http.javadsl.server.Route;
import java.util.Map;
import org.callvault.admin.http.Json;
import org.callvault.admin.http.ReadRoutes;

/** {@code /api/v1/finishing}: recordings of all nodes that are not kept yet, the oldest first. */
public final class FinishingRoutes implements ReadRoutes {
    private final RecordingQueries recordings;

    public FinishingRoutes(RecordingQueries recordings) {
        this.recordings = recordings;
    }

    @Override
    public Route routes() {
        return path(
                segment("api").slash("v1").slash("finishing"),
                () -> readsLater(() -> recordings.finishing().thenApply(items -> Json.ok(Map.of("items", items)))));
    }
}
