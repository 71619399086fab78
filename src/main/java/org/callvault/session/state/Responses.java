package org.callvault.session.state;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.callvault.session.dialog.Refusal;
import org.callvault.session.dialog.SessionTimer;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.signal.SipResponse;

/** The responses that a session gives. */
final class Responses {
    private static final int LONGEST_WARNING = 200;

    private Responses() {}

    static SipResponse plain(int status, String toTag) {
        return new SipResponse(status, null, toTag, List.of(), null, new byte[0]);
    }

    static SipResponse refused(Refusal refusal, String toTag) {
        List<SipHeader> headers = new ArrayList<>(refusal.headers());
        headers.add(new SipHeader("Warning", "399 callvault \"" + quotable(refusal.text()) + "\""));
        return new SipResponse(refusal.status(), null, toTag, headers, null, new byte[0]);
    }

    /** 200 with our session description; the SRC is asked to refresh unless it wants us to. */
    static SipResponse answer(Call call) {
        return new SipResponse(
                200,
                null,
                call.dialog().localTag(),
                timerHeaders(call.timer()),
                "application/sdp",
                call.media().answer().getBytes(StandardCharsets.UTF_8));
    }

    /** 200 without a body, for an UPDATE that offers nothing. */
    static SipResponse refreshed(Call call) {
        return new SipResponse(200, null, call.dialog().localTag(), timerHeaders(call.timer()), null, new byte[0]);
    }

    private static List<SipHeader> timerHeaders(Optional<SessionTimer> timer) {
        return timer.map(asked -> List.of(
                        new SipHeader("Require", "timer"),
                        new SipHeader("Session-Expires", asked.value(!asked.ours()))))
                .orElse(List.of());
    }

    private static String quotable(String text) {
        String plain = text.replaceAll("[^\\x20-\\x7e]|[\"\\\\]", "'");
        return plain.length() > LONGEST_WARNING ? plain.substring(0, LONGEST_WARNING) : plain;
    }
}
