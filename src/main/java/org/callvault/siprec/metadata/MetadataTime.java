package org.callvault.siprec.metadata;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Times of metadata: RFC 3339, and the zones without colon ({@code +0200}) that some clients write. */
final class MetadataTime {
    private static final int MAX_LENGTH = 40;

    private MetadataTime() {}

    /** Null where the text is no time or names no zone: a zone is never guessed. */
    static @Nullable Instant parse(@Nullable String text) {
        if (text == null || text.length() > MAX_LENGTH) {
            return null;
        }
        String normal = text.strip()
                .toUpperCase(Locale.ROOT)
                .replaceFirst("^(\\d{4}-\\d\\d-\\d\\d) +", "$1T")
                .replaceFirst(" *([+-]\\d\\d)(\\d\\d)$", "$1:$2");
        try {
            return OffsetDateTime.parse(normal).toInstant();
        } catch (DateTimeParseException unclear) {
            return null;
        }
    }
}
