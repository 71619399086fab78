package org.callvault.media;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/** A clock's time of day in microseconds since the epoch. */
record MicrosOf(InstantSource clock) implements LongSupplier {
    @Override
    public long getAsLong() {
        Instant now = clock.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }
}
