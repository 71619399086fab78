package org.callvault.session.history;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Optional;
import org.callvault.session.signal.SipRequest;

/** A Date header (RFC 3261, section 20.17): the sender's clock, not ours. */
final class SipDate {
    private static final int LONGEST = 40;

    private SipDate() {}

    /** Empty where there is none, or where it is no date. */
    static Optional<Instant> of(SipRequest request) {
        String text = request.header("date");
        if (text == null || text.length() > LONGEST) {
            return Optional.empty();
        }
        try {
            return Optional.of(Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(text.strip())));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
