package org.callvault.admin;

import static akka.http.javadsl.server.Directives.complete;
import static akka.http.javadsl.server.Directives.extractRequest;

import akka.http.javadsl.model.HttpMethod;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.StatusCodes;
import akka.http.javadsl.model.headers.Allow;
import akka.http.javadsl.server.ExceptionHandler;
import akka.http.javadsl.server.MethodRejection;
import akka.http.javadsl.server.Rejection;
import akka.http.javadsl.server.RejectionHandler;
import akka.http.javadsl.server.Route;
import akka.http.scaladsl.model.IllegalUriException;
import java.util.List;
import org.callvault.admin.http.Problem;
import org.callvault.admin.recordings.InvalidCursor;
import org.callvault.recording.catalog.CatalogException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client reads when something is wrong: always a problem document, never an exception's text. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    RejectionHandler rejections() {
        return RejectionHandler.newBuilder()
                .handleAll(MethodRejection.class, this::wrongMethod)
                .handle(
                        Rejection.class,
                        rejection ->
                                complete(Problem.response(StatusCodes.BAD_REQUEST, "the request cannot be understood")))
                .handleNotFound(complete(Problem.response(StatusCodes.NOT_FOUND, "nothing is at this path; see /")))
                .build();
    }

    private Route wrongMethod(List<MethodRejection> rejections) {
        HttpMethod[] allowed =
                rejections.stream().map(MethodRejection::supported).distinct().toArray(HttpMethod[]::new);
        HttpResponse response =
                Problem.response(StatusCodes.METHOD_NOT_ALLOWED, "the Allow header lists the methods of this path");
        return complete(response.addHeader(Allow.create(allowed)));
    }

    ExceptionHandler exceptions() {
        return ExceptionHandler.newBuilder()
                .match(
                        InvalidCursor.class,
                        e -> complete(Problem.response(
                                StatusCodes.BAD_REQUEST, "the cursor is not one that a page gave out")))
                .match(
                        IllegalUriException.class,
                        e -> complete(Problem.response(StatusCodes.BAD_REQUEST, "the query is not well-formed")))
                .match(
                        CatalogException.class,
                        e -> complete(Problem.response(
                                StatusCodes.SERVICE_UNAVAILABLE, "the catalog does not answer now; try again")))
                .matchAny(this::internal)
                .build();
    }

    private Route internal(Throwable failure) {
        return extractRequest(request -> {
            LOG.atError()
                    .setCause(failure)
                    .addKeyValue("path", request.getUri().path())
                    .log("an admin request failed");
            return complete(Problem.response(
                    StatusCodes.INTERNAL_SERVER_ERROR, "the request failed inside the server; its log has the cause"));
        });
    }
}
