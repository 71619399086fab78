package org.callvault.session.state;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.callvault.media.StreamPlan;
import org.callvault.recording.RecordingDescription;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.signal.SipResponse;

/** What the actor is to do, in this order. */
public sealed interface Effect {
    record Reply(String transaction, SipResponse response) implements Effect {}

    record Send(OutboundRequest request) implements Effect {}

    /**
     * Answered by MediaReady with a place, or MediaRefused.
     *
     * @param avoided nodes that are taken only where there is no other
     */
    record StartMedia(List<StreamPlan> streams, RecordingDescription description, Set<String> avoided)
            implements Effect {
        public StartMedia {
            streams = List.copyOf(streams);
            avoided = Set.copyOf(avoided);
        }
    }

    record UpdateMedia(List<StreamPlan> streams) implements Effect {
        public UpdateMedia {
            streams = List.copyOf(streams);
        }
    }

    /** Keeps or discards what arrives, as the streams say; not answered. */
    record HoldMedia(List<StreamPlan> streams) implements Effect {
        public HoldMedia {
            streams = List.copyOf(streams);
        }
    }

    /** The SRC has acknowledged our first answer. */
    record AcknowledgeMedia() implements Effect {}

    record Describe(RecordingDescription description) implements Effect {}

    /** Enters the live recording in the catalog; answered by RecordingEntered. */
    record EnterRecording(RecordingDescription description) implements Effect {}

    record ObserveMedia() implements Effect {}

    /** Answered by MediaClosed. */
    record CloseMedia() implements Effect {}

    record FinishRecording(RecordingDescription description) implements Effect {}

    record StartTimer(SessionTimers timer, Duration after) implements Effect {}

    record CancelTimer(SessionTimers timer) implements Effect {}

    /** Counts a refusal by reason. */
    record Count(String reason) implements Effect {}

    record Stop() implements Effect {}
}
