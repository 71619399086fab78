package org.callvault.session.state;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.callvault.session.signal.SipRequest;

/** A session timer (RFC 4028) that the SRC refreshes. */
record SessionTimer(Duration expires, Instant refreshed) {
    private static final long SHORTEST_SECONDS = 90;

    /** What the SRC asks for in Session-Expires (compact x), if anything; never raised, below 90 s taken as 90 s. */
    static Optional<SessionTimer> askedBy(SipRequest request, Instant now) {
        String value = request.header("session-expires");
        if (value == null) {
            value = request.header("x");
        }
        if (value == null) {
            return Optional.empty();
        }
        try {
            long seconds = Long.parseLong(value.split(";", 2)[0].strip());
            if (seconds <= 0 || seconds > Integer.MAX_VALUE) {
                return Optional.empty();
            }
            return Optional.of(new SessionTimer(Duration.ofSeconds(Math.max(SHORTEST_SECONDS, seconds)), now));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Whether the SRC understands session timers, so that it can be asked to refresh. */
    static boolean supportedBy(SipRequest request) {
        return lists(request, "supported") || lists(request, "k") || lists(request, "require");
    }

    private static boolean lists(SipRequest request, String header) {
        return request.headers().getOrDefault(header, java.util.List.of()).stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("timer"));
    }

    boolean freshAt(Instant now) {
        return now.isBefore(refreshed.plus(expires));
    }

    SessionTimer refreshedAt(Instant now) {
        return new SessionTimer(expires, now);
    }
}
