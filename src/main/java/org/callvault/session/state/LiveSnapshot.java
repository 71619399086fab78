package org.callvault.session.state;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.callvault.media.StreamPlan;
import org.callvault.media.StreamPorts;
import org.callvault.recording.RecordingDescription;
import org.callvault.sdp.answer.AnswerIdentity;
import org.callvault.sdp.answer.AnswerPlan;
import org.callvault.sdp.dtls.LocalDtls;
import org.callvault.session.dialog.Dialog;
import org.callvault.session.dialog.SessionTimer;

/**
 * What another node needs to go on with a live session. It holds no key: those are with the call's media as long as that
 * lives, and else new ones are agreed on.
 *
 * @param version of this shape; members that a reader does not know are ignored, ones that it misses are null
 * @param trunk name of the profile of the SRC
 */
public record LiveSnapshot(
        int version,
        Dialog dialog,
        String trunk,
        boolean takesUpdate,
        List<SavedLine> lines,
        Map<Integer, LocalDtls> localDtls,
        List<StreamPorts> ports,
        AnswerIdentity identity,
        boolean paused,
        MediaPlace place,
        Optional<SessionTimer> timer,
        RecordingDescription description,
        boolean toldPaused,
        boolean toldPlace) {
    /** Changes only with a shape that an older node could not go on with. */
    public static final int VERSION = 1;

    public LiveSnapshot {
        lines = List.copyOf(lines);
        localDtls = Map.copyOf(localDtls);
        ports = List.copyOf(ports);
    }

    /** Of a session whose call is up; empty in other phases. An offer that is being answered is not kept. */
    public static Optional<LiveSnapshot> of(SessionState state) {
        return switch (state) {
            case SessionState.Live live -> Optional.of(of(live.call()));
            case SessionState.Changing changing ->
                Optional.of(of(changing.live().call()));
            case SessionState.Idle i -> Optional.empty();
            case SessionState.Preparing p -> Optional.empty();
            case SessionState.Closing c -> Optional.empty();
            case SessionState.Ended e -> Optional.empty();
        };
    }

    private static LiveSnapshot of(Call call) {
        NegotiatedMedia media = call.media();
        return new LiveSnapshot(
                VERSION,
                call.dialog(),
                call.profile().name(),
                call.takesUpdate(),
                media.plan().media().stream().map(SavedLine::of).toList(),
                media.localDtls(),
                media.ports(),
                media.identity(),
                media.paused(),
                media.place(),
                call.timer(),
                call.description(),
                call.toldPaused(),
                call.toldPlace());
    }

    /**
     * The call again.
     *
     * @param living what its media goes by, keys among it; empty where that is gone
     */
    Call restored(SessionContext context, List<StreamPlan> living, SecureRandom random, Instant now) {
        SavedKeys keys = new SavedKeys(living, random);
        AnswerPlan plan =
                new AnswerPlan(lines.stream().map(line -> line.restored(keys)).toList());
        NegotiatedMedia media = new NegotiatedMedia(plan, keys.ours(plan), localDtls, ports, identity, paused, place);
        return Call.beginning(dialog, context.trunks().named(trunk), takesUpdate, media, timer, description, now)
                .withToldPaused(toldPaused)
                .withToldPlace(toldPlace);
    }
}
