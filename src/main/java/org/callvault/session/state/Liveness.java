package org.callvault.session.state;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.callvault.media.lane.StreamAccount;
import org.callvault.session.state.SessionState.Live;

/** Whether an SRC that says nothing is still there. */
final class Liveness {
    /** How long everything must be silent when a session timer has expired. */
    private static final Duration EXPIRED_PATIENCE = Duration.ofSeconds(32);

    private final SessionContext context;

    Liveness(SessionContext context) {
        this.context = context;
    }

    /** A call is given up only when media is silent and the session timer is not fresh. */
    Step observed(Live live, List<StreamAccount> accounts, Instant now) {
        long lastMicros = accounts.stream()
                .mapToLong(StreamAccount::lastPacketMicros)
                .max()
                .orElse(0);
        Call call = live.call().aliveAt(Instant.ofEpochMilli(lastMicros / 1000));
        boolean fresh = call.timer().map(timer -> timer.freshAt(now)).orElse(false);
        Duration patience = patience(call);
        Live observed = new Live(call, live.unacknowledged());
        boolean silent = Duration.between(call.lastSign(), now).compareTo(patience) > 0;
        return silent && !fresh
                ? SessionLogic.hangUp(observed, call.timer().isPresent() ? "session_expired" : "media_timeout", now)
                : Step.to(observed);
    }

    /** An expired session timer says that the SRC is gone (RFC 4028, section 10), unless something is still coming. */
    private Duration patience(Call call) {
        if (call.media().allOnHold()) {
            return context.holdTimeout();
        }
        return call.timer().isPresent() && context.mediaTimeout().compareTo(EXPIRED_PATIENCE) > 0
                ? EXPIRED_PATIENCE
                : context.mediaTimeout();
    }
}
