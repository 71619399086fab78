package org.callvault.session.state;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.callvault.media.lane.StreamAccount;
import org.callvault.session.state.SessionState.Live;

/** Looks at a call from time to time: whether an SRC that says nothing is still there, and how old its keys are. */
final class Liveness {
    /** How long everything must be silent when a session timer has expired. */
    private static final Duration EXPIRED_PATIENCE = Duration.ofSeconds(32);

    private final SessionContext context;
    private final OwnRequests own;

    Liveness(SessionContext context, OwnRequests own) {
        this.context = context;
        this.own = own;
    }

    /** A call is given up only when media is silent and the session timer is not fresh. */
    Step observed(Live live, List<StreamAccount> accounts, Instant now) {
        long lastMicros = accounts.stream()
                .mapToLong(StreamAccount::lastPacketMicros)
                .max()
                .orElse(0);
        KeyAge keyAge = live.call().keyAge().counted(mostPackets(accounts));
        Call call = live.call().aliveAt(Instant.ofEpochMilli(lastMicros / 1000)).withKeyAge(keyAge);
        boolean fresh = call.timer().map(timer -> timer.freshAt(now)).orElse(false);
        Duration patience = patience(call);
        Live observed = new Live(call, live.unacknowledged());
        boolean silent = Duration.between(call.lastSign(), now).compareTo(patience) > 0;
        if (silent && !fresh) {
            return SessionLogic.hangUp(observed, call.timer().isPresent() ? "session_expired" : "media_timeout", now);
        }
        boolean oldKeys = call.media().canBeRekeyed() && keyAge.isDue(context.rekeyAfter(), now);
        return oldKeys ? own.rekey(observed) : Step.to(observed);
    }

    private static long mostPackets(List<StreamAccount> accounts) {
        return accounts.stream()
                .mapToLong(account -> account.received() + account.paused())
                .max()
                .orElse(0);
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
