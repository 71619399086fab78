package org.callvault.session.state;

import java.util.List;
import java.util.Optional;
import org.callvault.media.MediaRefusal;
import org.callvault.media.StreamPorts;
import org.callvault.media.lane.StreamAccount;
import org.callvault.session.signal.SipAnswer;
import org.callvault.session.signal.SipRequest;

/** Facts that a session learns. */
public sealed interface SessionEvent {
    record RequestReceived(SipRequest request) implements SessionEvent {}

    /** To a request of ours. */
    record AnswerReceived(SipAnswer answer) implements SessionEvent {}

    /** An operator wants nothing kept, or everything again. */
    record PauseRequested(boolean paused) implements SessionEvent {}

    record InviteCancelled(String transaction) implements SessionEvent {}

    /**
     * Ports are bound.
     *
     * @param place where, when media was started; empty when it was changed
     */
    record MediaReady(List<StreamPorts> ports, Optional<MediaPlace> place) implements SessionEvent {
        public MediaReady {
            ports = List.copyOf(ports);
        }

        /** Where they were. */
        public MediaReady(List<StreamPorts> ports) {
            this(ports, Optional.empty());
        }
    }

    /** The node of that name cannot be reached any more. */
    record NodeLost(String node) implements SessionEvent {}

    record MediaRefused(MediaRefusal reason, String detail) implements SessionEvent {}

    /** The catalog has the live recording, or could not be reached in time. */
    record RecordingEntered(boolean durable) implements SessionEvent {}

    /** What the streams received so far. */
    record MediaObserved(List<StreamAccount> accounts) implements SessionEvent {
        public MediaObserved {
            accounts = List.copyOf(accounts);
        }
    }

    /** Everything received is durable in the spool. */
    record MediaClosed() implements SessionEvent {}

    /** The call's media ended by a failure. */
    record MediaFailed() implements SessionEvent {}

    record TimerFired(SessionTimers timer) implements SessionEvent {}

    record EndRequested(String reason) implements SessionEvent {}
}
