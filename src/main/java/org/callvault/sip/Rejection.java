package org.callvault.sip;

import java.util.List;
import org.callvault.session.signal.SipHeader;

/**
 * An answer that needs no session.
 *
 * @param label of the counter
 * @param reason of the status line; of the Warning as well where it says more than the status
 */
record Rejection(int status, String label, String reason, List<SipHeader> headers) {
    Rejection {
        headers = List.copyOf(headers);
    }

    static Rejection of(int status, String label, String reason, SipHeader... headers) {
        return new Rejection(status, label, reason, List.of(headers));
    }
}
