package org.callvault.recording.catalog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Optional;
import org.callvault.recording.RecordingId;

/**
 * The place after an entry. It names the entry, not a number of rows: recordings that come or go meanwhile move nothing.
 */
public record PageCursor(Instant startedAt, RecordingId id) {
    private static final int BYTES = 8 + 36;

    /** Reads what {@link #toString} wrote; empty when it is anything else. */
    public static Optional<PageCursor> parse(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.limit() != BYTES) {
                return Optional.empty();
            }
            Instant startedAt = Instant.EPOCH.plus(bytes.getLong(), ChronoUnit.MICROS);
            String id = StandardCharsets.US_ASCII.decode(bytes).toString();
            return Optional.of(new PageCursor(startedAt, new RecordingId(id)));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            return Optional.empty();
        }
    }

    /** Opaque text for a URL. */
    @Override
    public String toString() {
        ByteBuffer bytes = ByteBuffer.allocate(BYTES)
                .putLong(ChronoUnit.MICROS.between(Instant.EPOCH, startedAt))
                .put(id.value().getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
}
