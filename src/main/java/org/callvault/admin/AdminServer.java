package org.callvault.admin;

import static akka.http.javadsl.server.Directives.withRequestTimeoutResponse;

import akka.Done;
import akka.actor.typed.ActorSystem;
import akka.http.javadsl.Http;
import akka.http.javadsl.ServerBinding;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.server.Route;
import akka.stream.SystemMaterializer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.callvault.admin.http.ListenerLimits;
import org.callvault.admin.http.Problem;
import org.callvault.admin.http.ReadRoutes;
import org.callvault.admin.http.RequestGate;
import org.callvault.admin.node.HealthRoutes;
import org.callvault.admin.node.MetricsRoute;
import org.callvault.admin.node.NodeQueries;
import org.callvault.admin.node.NodeRoutes;
import org.callvault.admin.node.Readiness;
import org.callvault.admin.recordings.FinishingRoutes;
import org.callvault.admin.recordings.RecordingQueries;
import org.callvault.admin.recordings.RecordingRoutes;
import org.callvault.admin.sessions.SessionControl;
import org.callvault.admin.sessions.SessionQueries;
import org.callvault.admin.sessions.SessionRoutes;
import org.callvault.config.Settings;
import org.callvault.session.LiveSessions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The operators' HTTP listener: {@code RequestGate} around the routes of all resources. */
public final class AdminServer {
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(3);

    private final ServerBinding binding;

    private AdminServer(ServerBinding binding) {
        this.binding = binding;
    }

    /**
     * Binds the listener.
     *
     * @param more routes that others bring
     * @param settings port 0 takes any free port; {@link #baseUri} tells which
     * @return completes when requests are answered; fails with {@link AdminStartFailed} when the address cannot be bound
     */
    public static CompletionStage<AdminServer> start(
            ActorSystem<?> system,
            Settings.Admin settings,
            Readiness readiness,
            LiveSessions sessions,
            SessionControl control,
            NodeQueries nodes,
            RecordingQueries recordings,
            List<ReadRoutes> more,
            PrometheusMeterRegistry metrics) {
        return start(
                system, settings, readiness, SessionQueries.of(sessions), control, nodes, recordings, more, metrics);
    }

    static CompletionStage<AdminServer> start(
            ActorSystem<?> system,
            Settings.Admin settings,
            Readiness readiness,
            SessionQueries sessions,
            SessionControl control,
            NodeQueries nodes,
            RecordingQueries recordings,
            List<ReadRoutes> more,
            PrometheusMeterRegistry metrics) {
        List<ReadRoutes> parts = new ArrayList<>(List.of(
                new HealthRoutes(readiness),
                new SessionRoutes(sessions, control),
                new NodeRoutes(nodes),
                new RecordingRoutes(recordings),
                new FinishingRoutes(recordings),
                new MetricsRoute(metrics),
                new IndexRoute()));
        parts.addAll(more);
        Route routes = sealed(parts);
        RequestGate gate = new RequestGate(
                routes.function(system),
                settings.address(),
                SystemMaterializer.get(system).materializer(),
                metrics);
        return Http.get(system)
                .newServerAt(settings.bind(), settings.port())
                .withSettings(ListenerLimits.of(system))
                .bind(gate::handle)
                .handle((binding, failure) -> {
                    if (failure != null) {
                        throw AdminStartFailed.of(settings, unwrap(failure));
                    }
                    AdminServer server = new AdminServer(binding);
                    LOG.atInfo().log("admin API at {}", server.baseUri());
                    return server;
                });
    }

    private static Throwable unwrap(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }

    /** Where the API can be reached from this machine, without a slash at the end. */
    public URI baseUri() {
        InetSocketAddress local = binding.localAddress();
        String address = local.getAddress().getHostAddress();
        String host = local.getAddress().isAnyLocalAddress()
                ? "127.0.0.1"
                : local.getAddress() instanceof Inet6Address ? "[" + address + "]" : address;
        return URI.create("http://" + host + ":" + local.getPort());
    }

    /** Takes no more connections, gives running answers a moment to end, and closes. */
    public CompletionStage<Done> stop() {
        return binding.terminate(STOP_WITHIN).thenApply(terminated -> Done.getInstance());
    }

    /** All routes, closed: whatever happens inside comes out as an answer. */
    private static Route sealed(List<ReadRoutes> parts) {
        Route all = parts.stream().map(ReadRoutes::routes).reduce(Route::orElse).orElseThrow();
        Failures failures = new Failures();
        return withRequestTimeoutResponse(
                        request -> RequestGate.secured(
                                Problem.response(StatusCodes.SERVICE_UNAVAILABLE, "no answer in time; try again")),
                        () -> all)
                .seal(failures.rejections(), failures.exceptions());
    }
}
