package org.callvault.admin.node;

import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.PathMatchers.segment;
import static org.callvault.admin.http.ReadRoutes.reads;

import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Route;
import java.util.Map;
import org.callvault.admin.http.Json;
import org.callvault.admin.http.ReadRoutes;

/** {@code /health/alive}: the process answers. {@code /health/ready}: it should be given calls, else 503. */
public final class HealthRoutes implements ReadRoutes {
    private final Readiness readiness;

    public HealthRoutes(Readiness readiness) {
        this.readiness = readiness;
    }

    @Override
    public Route routes() {
        return path(segment("health").slash("alive"), () -> reads(() -> Json.ok(Map.of("alive", true))))
                .orElse(path(
                        segment("health").slash("ready"),
                        () -> reads(() -> {
                            ReadinessReport report = readiness.report();
                            return Json.response(
                                    report.ready() ? StatusCodes.OK : StatusCodes.SERVICE_UNAVAILABLE, report);
                        })));
    }
}
