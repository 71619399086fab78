package org.callvault.admin;

import static akka.http.javadsl.server.Directives.pathSingleSlash;
import static org.callvault.admin.http.ReadRoutes.reads;

import akka.http.javadsl.server.Route;
import java.util.Map;
import java.util.TreeMap;
import org.callvault.admin.http.Json;
import org.callvault.admin.http.ReadRoutes;

/** {@code /}: where everything else is. */
final class IndexRoute implements ReadRoutes {
    private static final Map<String, Object> INDEX = Map.of(
            "service",
            "callvault",
            "links",
            new TreeMap<>(Map.of(
                    "alive", "/health/alive",
                    "ready", "/health/ready",
                    "nodes", "/api/v1/nodes",
                    "sessions", "/api/v1/sessions",
                    "recordings", "/api/v1/recordings",
                    "finishing", "/api/v1/finishing",
                    "alarms", "/api/v1/alarms",
                    "metrics", "/metrics")));

    @Override
    public Route routes() {
        return pathSingleSlash(() -> reads(() -> Json.ok(INDEX)));
    }
}
