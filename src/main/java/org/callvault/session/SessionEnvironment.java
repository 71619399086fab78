package org.callvault.session;

import akka.actor.typed.ActorRef;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.callvault.media.MediaSupervisor;
import org.callvault.recording.Recordings;
import org.callvault.session.state.SessionContext;

/** What every session of a node shares. */
public record SessionEnvironment(
        SessionContext context,
        ActorRef<MediaSupervisor.Command> media,
        Recordings recordings,
        Signalling signalling,
        LiveSessions live,
        MeterRegistry metrics,
        InstantSource clock,
        SecureRandom random) {}
