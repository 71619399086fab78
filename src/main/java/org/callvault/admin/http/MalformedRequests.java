package org.callvault.admin.http;

import akka.event.LoggingAdapter;
import akka.http.ParsingErrorHandler;
import akka.http.javadsl.model.HttpResponse;
import akka.http.scaladsl.model.ErrorInfo;
import akka.http.scaladsl.model.StatusCode;
import akka.http.scaladsl.settings.ServerSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers requests that Akka HTTP cannot parse, which therefore reach no route. Akka HTTP finds this class by its name. */
public final class MalformedRequests extends ParsingErrorHandler {
    /** Akka HTTP looks for a Scala object, and the field of that name is how it knows one. */
    public static final MalformedRequests MODULE$ = new MalformedRequests();

    private static final Logger LOG = LoggerFactory.getLogger(MalformedRequests.class);

    private MalformedRequests() {}

    @Override
    public HttpResponse handle(StatusCode status, ErrorInfo error, LoggingAdapter log, ServerSettings settings) {
        // Debug only: a stranger's junk must not fill the log.
        LOG.atDebug().log("malformed request: {}", error.summary());
        return RequestGate.secured(Problem.response(status, "the request is malformed or too large"));
    }
}
