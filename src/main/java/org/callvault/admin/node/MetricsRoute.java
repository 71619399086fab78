package org.callvault.admin.node;

import static akka.http.javadsl.server.Directives.path;
import static org.callvault.admin.http.ReadRoutes.reads;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.server.Route;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import org.callvault.admin.http.ReadRoutes;

/** {@code /metrics} in the Prometheus text format, version 0.0.4. */
public final class MetricsRoute implements ReadRoutes {
    private static final ContentType.NonBinary TEXT = ContentTypes.create(
            MediaTypes.customWithFixedCharset("text", "plain", HttpCharsets.UTF_8, Map.of("version", "0.0.4"), false));

    private final PrometheusMeterRegistry metrics;

    public MetricsRoute(PrometheusMeterRegistry metrics) {
        this.metrics = metrics;
    }

    @Override
    public Route routes() {
        return path(
                "metrics",
                () -> reads(() -> HttpResponse.create().withEntity(HttpEntities.create(TEXT, metrics.scrape()))));
    }
}
