package org.callvault.sip;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.callvault.session.signal.SipHeader;
import org.callvault.sip.wire.SipHead;
import org.jspecify.annotations.Nullable;

/** What a UAS must refuse before it looks at dialogs or bodies (RFC 3261, 8.2). Pure. */
final class RequestRules {
    static final String ALLOW = "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE";
    static final String ACCEPT =
            "application/sdp, multipart/mixed, application/rs-metadata+xml, application/rs-metadata";
    static final String SUPPORTED = "siprec, timer";

    private static final Set<String> METHODS = Set.of("INVITE", "ACK", "BYE", "CANCEL", "OPTIONS", "UPDATE");
    private static final Set<String> OUTSIDE_DIALOGS = Set.of("INVITE", "ACK", "CANCEL", "OPTIONS");
    private static final Set<String> SCHEMES = Set.of("sip", "sips", "tel");
    /** 100rel is met by never sending a provisional response but 100. */
    private static final Set<String> EXTENSIONS = Set.of("siprec", "timer", "100rel");

    private RequestRules() {}

    /** The refusal, or nothing where the request may go on; an ACK is never answered, whatever this says. */
    static Optional<Rejection> check(SipHead head, @Nullable String toTag) {
        String method = head.method();
        if (!head.version().equals("SIP/2.0")) {
            return reject(505, "version", "Only SIP/2.0 is understood");
        }
        if (!METHODS.contains(method)) {
            return reject(405, "method", "Method Not Allowed", new SipHeader("Allow", ALLOW));
        }
        if (!SCHEMES.contains(scheme(head.requestUri()))) {
            return reject(416, "uri-scheme", "Only sip, sips and tel URIs are served");
        }
        if (!method.equals("ACK") && !method.equals("CANCEL")) {
            List<String> unknown = head.values("require").stream()
                    .filter(option -> !EXTENSIONS.contains(option.toLowerCase(Locale.ROOT)))
                    .toList();
            if (!unknown.isEmpty()) {
                return reject(
                        420, "extension", "Bad Extension", new SipHeader("Unsupported", String.join(", ", unknown)));
            }
        }
        return checkMore(head, method, toTag);
    }

    private static Optional<Rejection> checkMore(SipHead head, String method, @Nullable String toTag) {
        boolean encoded =
                head.values("content-encoding").stream().anyMatch(value -> !value.equalsIgnoreCase("identity"));
        if (encoded) {
            return reject(
                    415,
                    "content-encoding",
                    "Bodies must not be encoded",
                    new SipHeader("Accept-Encoding", "identity"));
        }
        if (toTag == null && !OUTSIDE_DIALOGS.contains(method)) {
            return reject(481, "no-dialog", "Call/Transaction Does Not Exist");
        }
        if (method.equals("INVITE") && head.line("contact") == null) {
            return reject(400, "contact", "An INVITE must carry a Contact");
        }
        return Optional.empty();
    }

    private static Optional<Rejection> reject(int status, String label, String reason, SipHeader... headers) {
        return Optional.of(Rejection.of(status, label, reason, headers));
    }

    private static String scheme(String uri) {
        int colon = uri.indexOf(':');
        return colon < 0 ? "" : uri.substring(0, colon).toLowerCase(Locale.ROOT);
    }
}
