package org.callvault.admin.http;

import akka.http.javadsl.model.HttpHeader;
import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpMethods;
import akka.http.javadsl.model.HttpRequest;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Host;
import akka.http.javadsl.model.headers.RawHeader;
import akka.japi.function.Function;
import akka.stream.Materializer;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * What every request passes before its route: the Host check, the body read into memory where a method has one and thrown
 * away where it has none, and afterwards the security headers and a count by status.
 */
public final class RequestGate {
    private static final List<HttpHeader> SECURITY_HEADERS = List.of(
            RawHeader.create("X-Content-Type-Options", "nosniff"),
            RawHeader.create("Cache-Control", "no-store"),
            RawHeader.create("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
            RawHeader.create("Referrer-Policy", "no-referrer"));

    private static final Set<HttpMethod> CHANGING = Set.of(HttpMethods.POST, HttpMethods.PUT, HttpMethods.DELETE);
    private static final Duration BODY_WITHIN = Duration.ofSeconds(10);

    private final Function<HttpRequest, CompletionStage<HttpResponse>> routes;
    private final Set<String> trustedHosts;
    private final Materializer materializer;
    private final MeterRegistry metrics;

    /**
     * A gate in front of the routes.
     *
     * @param bind the listener's address as configured. On loopback only its own names are accepted in Host: a web page
     *     that had its own name resolve to 127.0.0.1 (DNS rebinding) could read recordings through a browser here.
     */
    public RequestGate(
            Function<HttpRequest, CompletionStage<HttpResponse>> routes,
            InetSocketAddress bind,
            Materializer materializer,
            MeterRegistry metrics) {
        this.routes = routes;
        this.trustedHosts = trustedHosts(bind);
        this.materializer = materializer;
        this.metrics = metrics;
    }

    private static Set<String> trustedHosts(InetSocketAddress bind) {
        InetAddress address = bind.getAddress();
        if (address == null || !address.isLoopbackAddress()) {
            return Set.of();
        }
        return Set.copyOf(List.of(
                "localhost",
                "127.0.0.1",
                "::1",
                "0:0:0:0:0:0:0:1",
                address.getHostAddress(),
                lower(bind.getHostString())));
    }

    public CompletionStage<HttpResponse> handle(HttpRequest request) {
        Optional<HttpResponse> refused = refused(request);
        if (refused.isPresent() || !CHANGING.contains(request.method())) {
            request.discardEntityBytes(materializer);
            return refused.<CompletionStage<HttpResponse>>map(CompletableFuture::completedFuture)
                    .orElseGet(() -> apply(request))
                    .thenApply(this::finish);
        }
        return request.toStrict(BODY_WITHIN.toMillis(), materializer.executionContext(), materializer)
                .thenCompose(this::apply)
                .exceptionally(RequestGate::unreadable)
                .thenApply(this::finish);
    }

    /** Routes answer whatever happens in them: what comes here is a body that is too long or too slow. */
    private static HttpResponse unreadable(Throwable failure) {
        return Problem.response(
                StatusCodes.BAD_REQUEST, "the request's body is longer than 64 KiB, or did not come in time");
    }

    private CompletionStage<HttpResponse> apply(HttpRequest request) {
        try {
            return routes.apply(request);
        } catch (Exception e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private Optional<HttpResponse> refused(HttpRequest request) {
        if (!isTrusted(request)) {
            return Optional.of(Problem.response(
                    StatusCodes.MISDIRECTED_REQUEST, "this server answers only to the address it listens on"));
        }
        return isForeign(request)
                ? Optional.of(Problem.response(StatusCodes.FORBIDDEN, "pages of other sites may not ask for this"))
                : Optional.empty();
    }

    /** A browser names the page that a request comes from (RFC 6454, section 7); other clients name none. */
    private static boolean isForeign(HttpRequest request) {
        String host = request.getHeader("Host").map(HttpHeader::value).orElse("");
        return request.getHeader("Origin")
                .map(HttpHeader::value)
                .filter(origin -> !origin.equals("http://" + host) && !origin.equals("https://" + host))
                .isPresent();
    }

    private boolean isTrusted(HttpRequest request) {
        return trustedHosts.isEmpty()
                || request.getHeader(Host.class)
                        .filter(host -> trustedHosts.contains(lower(host.host().address())))
                        .isPresent();
    }

    private HttpResponse finish(HttpResponse response) {
        metrics.counter(
                        "callvault.admin.requests",
                        "status",
                        String.valueOf(response.status().intValue()))
                .increment();
        return secured(response);
    }

    public static HttpResponse secured(HttpResponse response) {
        return response.addHeaders(SECURITY_HEADERS);
    }

    private static String lower(String text) {
        return text.toLowerCase(Locale.ROOT);
    }
}
