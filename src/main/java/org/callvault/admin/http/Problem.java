package org.callvault.admin.http;

import akka.http.javadsl.model.ContentType;
import akka.http.javadsl.model.ContentTypes;
import akka.http.javadsl.model.HttpCharsets;
import akka.http.javadsl.model.HttpEntities;
import akka.http.javadsl.model.HttpResponse;
import akka.http.javadsl.model.MediaTypes;
import akka.http.javadsl.model.StatusCode;
import java.util.Map;

/**
 * An error answer (RFC 9457). The type stays "about:blank", so the title is the status' phrase (section 4.2.1).
 *
 * @param detail what the client can do about it; never an exception's text, a path or a key
 */
public record Problem(String type, String title, int status, String detail) {
    private static final ContentType.WithFixedCharset PROBLEM_JSON = ContentTypes.create(
            MediaTypes.customWithFixedCharset("application", "problem+json", HttpCharsets.UTF_8, Map.of(), false));

    public static HttpResponse response(StatusCode status, String detail) {
        Problem problem = new Problem("about:blank", status.reason(), status.intValue(), detail);
        return HttpResponse.create()
                .withStatus(status)
                .withEntity(HttpEntities.create(PROBLEM_JSON, Json.bytes(problem)));
    }
}
