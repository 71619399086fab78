package org.callvault.admin.http;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.completeWithFuture;
import static akka.http.javadsl.server.Directives.get;
import static akka.http.javadsl.server.Directives.head;

import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.server.Route;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Routes of one kind of resource, most of which can only be read. Akka HTTP leaves the body out of the answer to HEAD (RFC 9110, 9.3.2).
 *
 * <p>Routes here import {@code Directives} statically and never extend {@code AllDirectives}: Error Prone walks that chain
 * of forty classes in exponential time.
 */
public interface ReadRoutes {
    Route routes();

    static Route reads(Supplier<HttpResponse> answer) {
        return get(() -> complete(answer.get())).orElse(head(() -> complete(answer.get())));
    }

    static Route readsLater(Supplier<CompletionStage<HttpResponse>> answer) {
        return get(() -> completeWithFuture(answer.get())).orElse(head(() -> completeWithFuture(answer.get())));
    }
}
