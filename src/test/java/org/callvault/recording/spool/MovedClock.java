package org.callvault.recording.spool;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.callvault.recording.Recorded;

/** A clock that moves when it is told to. */
final class MovedClock implements InstantSource {
    private Instant now = Recorded.START;

    void move(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant instant() {
        return now;
    }
}
