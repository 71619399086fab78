package org.callvault.session;

import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import org.callvault.recording.Recordings;
import org.callvault.session.state.SessionContext;

/**
 * What every session of a node shares.
 *
 * @param rows where sessions are kept for other nodes; empty on a node that is alone
 */
public record SessionEnvironment(
        SessionContext context,
        MediaHomes homes,
        Optional<LiveRows> rows,
        Recordings recordings,
        Signalling signalling,
        LiveSessions live,
        MeterRegistry metrics,
        InstantSource clock,
        SecureRandom random) {}
