package org.callvault.recording;

import java.time.Instant;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Names a recording in spool, store and catalog: a UUID of version 7 (RFC 9562), so that names sort by time. */
public record RecordingId(String value) {
    private static final int LENGTH = 36;

    public RecordingId {
        if (value.length() != LENGTH || !consistsOfParts(value)) {
            throw new IllegalArgumentException("a recording id is a UUID in lower case");
        }
    }

    /** A loop, because the media path makes ids: a stream would be most of what that costs. */
    private static boolean consistsOfParts(String value) {
        for (int i = 0; i < LENGTH; i++) {
            if (!isPart(value.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPart(char character) {
        return character == '-' || (character >= '0' && character <= '9') || (character >= 'a' && character <= 'f');
    }

    /** A new id: 48 bits of milliseconds, then 74 random bits (RFC 9562, 5.7). */
    public static RecordingId next(Instant now, RandomGenerator random) {
        long high = now.toEpochMilli() << 16 | 0x7000 | random.nextInt(1 << 12);
        long low = random.nextLong() >>> 2 | 1L << 63;
        return new RecordingId(new UUID(high, low).toString());
    }

    @Override
    public String toString() {
        return value;
    }
}
