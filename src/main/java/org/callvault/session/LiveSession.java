package org.callvault.session;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.callvault.media.lane.StreamAccount;
import org.callvault.recording.RecordingDescription;
import org.callvault.session.state.SessionState;
import org.jspecify.annotations.Nullable;

/**
 * What operators see of a live session.
 *
 * @param mediaNode name of the node that receives its media
 */
public record LiveSession(
        String callId,
        String recording,
        String state,
        Instant since,
        String peer,
        boolean encrypted,
        String mediaNode,
        List<String> participants,
        List<Stream> streams) {
    /** A session's own view of itself; empty while there is no call. */
    static Optional<LiveSession> of(SessionState state, List<StreamAccount> accounts) {
        return state.description()
                .map(call -> new LiveSession(
                        call.callId(),
                        call.id().value(),
                        state.word(),
                        call.startedAt(),
                        call.peer(),
                        call.encrypted(),
                        call.node(),
                        call.metadata().participants().stream()
                                .map(LiveSession::named)
                                .toList(),
                        call.streams().stream()
                                .map(stream -> Stream.of(stream, accounts))
                                .toList()));
    }

    private static String named(RecordingDescription.Participant participant) {
        String name = participant.name();
        String aor = participant.aor();
        return aor != null ? aor : name != null ? name : participant.id();
    }

    /** One stream: its label, its codec, its state and what it received at the last look. */
    public record Stream(
            int index,
            @Nullable String label,
            String codec,
            String state,
            @Nullable StreamAccount account) {
        static Stream of(RecordingDescription.Stream stream, List<StreamAccount> accounts) {
            boolean paused =
                    !stream.paused().isEmpty() && stream.paused().getLast().to() == null;
            return new Stream(
                    stream.index(),
                    stream.label(),
                    String.join(", ", stream.payloadTypes().values()),
                    paused ? "paused" : "recording",
                    accounts.stream()
                            .filter(account -> account.index() == stream.index())
                            .findFirst()
                            .orElse(null));
        }
    }
}
