package org.callvault.session.dialog;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.signal.SipRequest;

/**
 * A session timer (RFC 4028). The SRC refreshes it unless it wants us to: some SRCs leave refreshes of a recorder's
 * unanswered.
 *
 * @param expires as the SRC asked, never raised
 * @param ours whether we refresh
 */
public record SessionTimer(Duration expires, Instant refreshed, boolean ours) {
    private static final long SHORTEST_SECONDS = 90;

    /** 422 for an interval below the 90 s that are the least for everybody (RFC 4028, sections 5 and 9). */
    public static final Refusal TOO_SHORT = new Refusal(
            422,
            "session_interval_too_small",
            "a session timer needs " + SHORTEST_SECONDS + " s at least",
            List.of(new SipHeader("Min-SE", Long.toString(SHORTEST_SECONDS))));

    /** What a request asks for in Session-Expires (compact x), where its sender understands session timers. */
    public static Optional<SessionTimer> askedBy(SipRequest request, Instant now) {
        return supports(request)
                ? value(request).flatMap(text -> seconds(text)
                        .map(seconds -> new SessionTimer(Duration.ofSeconds(seconds), now, asksUs(text))))
                : Optional.empty();
    }

    /** Whether it asks for less than everybody must take. */
    public static boolean isTooShort(SipRequest request) {
        return supports(request)
                && value(request)
                        .flatMap(SessionTimer::seconds)
                        .filter(seconds -> seconds < SHORTEST_SECONDS)
                        .isPresent();
    }

    private static Optional<String> value(SipRequest request) {
        String value = request.header("session-expires");
        return Optional.ofNullable(value == null ? request.header("x") : value);
    }

    private static Optional<Long> seconds(String value) {
        try {
            long seconds = Long.parseLong(value.split(";", 2)[0].strip());
            return seconds > 0 && seconds <= Integer.MAX_VALUE ? Optional.of(seconds) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static boolean asksUs(String value) {
        return value.toLowerCase(Locale.ROOT).replace(" ", "").contains(";refresher=uas");
    }

    private static boolean supports(SipRequest request) {
        return lists(request, "supported") || lists(request, "k") || lists(request, "require");
    }

    private static boolean lists(SipRequest request, String header) {
        return request.headers().getOrDefault(header, List.of()).stream()
                .anyMatch(value -> value.toLowerCase(Locale.ROOT).contains("timer"));
    }

    /** As a header's value, where the sender of the request refreshes or the other side does. */
    public String value(boolean clientRefreshes) {
        return expires.toSeconds() + ";refresher=" + (clientRefreshes ? "uac" : "uas");
    }

    /** When a refresher refreshes (RFC 4028, section 10). */
    public Duration half() {
        return expires.dividedBy(2);
    }

    public boolean freshAt(Instant now) {
        return now.isBefore(refreshed.plus(expires));
    }

    public SessionTimer refreshedAt(Instant now) {
        return new SessionTimer(expires, now, ours);
    }
}
