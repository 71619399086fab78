package org.callvault.admin.node;

import static akka.http.javadsl.server.Directives.path;
import static akka.http.javadsl.server.PathMatchers.segment;
import static org.callvault.admin.http.ReadRoutes.reads;

import akka.http.javadsl.server.Route;
import java.util.Map;
import org.callvault.admin.http.Json;
import org.callvault.admin.http.ReadRoutes;
import org.callvault.alarm.Alarms;

/** {@code /api/v1/alarms}: what is wrong on this node now. */
public final class AlarmRoutes implements ReadRoutes {
    private final Alarms alarms;

    public AlarmRoutes(Alarms alarms) {
        this.alarms = alarms;
    }

    @Override
    public Route routes() {
        return path(
                segment("api").slash("v1").slash("alarms"),
                () -> reads(() -> Json.ok(Map.of("items", alarms.current()))));
    }
}
