package org.callvault.admin.node;

import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.PathMatchers.segment;
import static org.callvault.admin.http.ReadRoutes.reads;

import akka.http.javadsl.server.Route;
import java.util.Map;
import org.callvault.admin.http.Json;
import org.callvault.admin.http.ReadRoutes;

/** {@code /api/v1/nodes}: the nodes that can be reached, their state, load and version. */
public final class NodeRoutes implements ReadRoutes {
    private final NodeQueries nodes;

    public NodeRoutes(NodeQueries nodes) {
        this.nodes = nodes;
    }

    @Override
    public Route routes() {
        return path(
                segment("api").slash("v1").slash("nodes"), () -> reads(() -> Json.ok(Map.of("items", nodes.all()))));
    }
}
