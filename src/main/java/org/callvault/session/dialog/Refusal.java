package org.callvault.session.dialog;

import java.util.List;
import org.callvault.session.signal.SipHeader;

/**
 * Why a request is not accepted.
 *
 * @param label counts it
 * @param text for the Warning header (RFC 3261, 20.43)
 */
public record Refusal(int status, String label, String text, List<SipHeader> headers) {
    public Refusal {
        headers = List.copyOf(headers);
    }

    public static Refusal of(int status, String label, String text) {
        return new Refusal(status, label, text, List.of());
    }

    public static Refusal retryLater(int status, String label, String text, int seconds) {
        return new Refusal(status, label, text, List.of(new SipHeader("Retry-After", Integer.toString(seconds))));
    }
}
