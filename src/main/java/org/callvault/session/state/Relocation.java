package org.callvault.session.state;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.callvault.media.StreamPorts;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingId;
import org.callvault.session.state.Effect.EnterRecording;
import org.callvault.session.state.Effect.StartMedia;
import org.callvault.session.state.Effect.StartTimer;
import org.callvault.session.state.SessionState.Live;

/**
 * Media whose node is gone: received at another one from now on, which an offer of ours tells the SRC. What the other node
 * holds is a recording of its own, finished when that node is back; the two name each other.
 */
final class Relocation {
    private static final Duration AGAIN = Duration.ofSeconds(1);

    private final OwnRequests own;
    private final SecureRandom random;

    Relocation(OwnRequests own, SecureRandom random) {
        this.own = own;
        this.random = random;
    }

    /** A request of ours that went out by the lost node is not answered any more. */
    Step lost(Live live, String node, Instant now) {
        Call call = live.call();
        if (!call.media().place().node().equals(node)) {
            return Step.to(live);
        }
        RecordingDescription before = call.description();
        Set<String> flags = new LinkedHashSet<>(before.flags());
        flags.removeIf(flag -> flag.startsWith("continues_"));
        flags.add("continues_" + before.id().value());
        RecordingDescription rest = before.continued(RecordingId.next(now, random), now, flags);
        Call homeless = call.withDescription(rest)
                .withMedia(call.media().withPorts(List.of()))
                .withToldPlace(false)
                .withOwn(call.own()
                        .filter(open -> !node.equals(call.dialog().lastPeer().node())));
        return start(new Live(homeless, live.unacknowledged()));
    }

    private static Step start(Live live) {
        Call call = live.call();
        return Step.to(
                live,
                new StartMedia(
                        call.media().streams(),
                        call.description(),
                        Set.of(call.media().place().node())));
    }

    /** Media is there; the SRC is told as soon as the dialog is free for it. */
    Step received(Live live, List<StreamPorts> ports, Optional<MediaPlace> place) {
        if (place.isEmpty()) {
            return Step.to(live);
        }
        Call call = live.call().receivedAt(place, ports);
        return own.tell(new Live(call, live.unacknowledged())).before(new EnterRecording(call.description()));
    }

    /** No node takes it now. */
    Step refused(Live live) {
        return isHomeless(live) ? Step.to(live, new StartTimer(SessionTimers.PLACE, AGAIN)) : Step.to(live);
    }

    Step again(Live live) {
        return isHomeless(live) ? start(live) : Step.to(live);
    }

    private static boolean isHomeless(Live live) {
        return live.call().media().ports().isEmpty() && !live.call().toldPlace();
    }
}
