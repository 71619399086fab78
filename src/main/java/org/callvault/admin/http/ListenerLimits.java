package org.callvault.admin.http;

import akka.actor.typed.ActorSystem;
import akka.http.javadsl.settings.ServerSettings;
import java.time.Duration;
import java.util.Optional;
import scala.jdk.javaapi.DurationConverters;

/** How much one client can take of the listener. Requests here are short and have no bodies. */
public final class ListenerLimits {
    private static final int MAX_CONNECTIONS = 256;
    private static final int MAX_URI_LENGTH = 2048;
    private static final int MAX_HEADERS = 64;
    private static final int MAX_HEADER_VALUE = 4096;
    private static final long MAX_BODY_BYTES = 64 * 1024;
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
    /** A player that pauses longer comes back with a Range request. */
    private static final Duration IDLE = Duration.ofSeconds(60);

    private ListenerLimits() {}

    public static ServerSettings of(ActorSystem<?> system) {
        ServerSettings defaults = ServerSettings.create(system.classicSystem());
        return defaults.withMaxConnections(MAX_CONNECTIONS)
                .withServerHeader(Optional.empty())
                .withParsingErrorHandler(MalformedRequests.class.getName())
                .withTimeouts(defaults.getTimeouts()
                        .withIdleTimeout(DurationConverters.toScala(IDLE))
                        .withRequestTimeout(DurationConverters.toScala(ANSWER_WITHIN)))
                .withParserSettings(defaults.getParserSettings()
                        .withMaxUriLength(MAX_URI_LENGTH)
                        .withMaxHeaderCount(MAX_HEADERS)
                        .withMaxHeaderValueLength(MAX_HEADER_VALUE)
                        .withMaxContentLength(MAX_BODY_BYTES)
                        .withIllegalHeaderWarnings(false));
    }
}
