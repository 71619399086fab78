package org.callvault.cluster;

import akka.actor.typed.ActorSystem;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.callvault.session.SessionCommand;
import org.callvault.session.signal.CallId;
import org.callvault.sip.SessionRouter;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes sessions that nobody runs: those of a node that was removed, and at times all whose node is none that is known. Every
 * node does so, as any may be the next to go; a session that lives does not mind.
 */
final class Reviver {
    private static final Logger LOG = LoggerFactory.getLogger(Reviver.class);
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(15);

    private final LiveSessionTable rows;
    private final SessionRouter router;
    private final Supplier<Set<String>> homes;

    /**
     * @param homes names of the nodes whose sessions live
     */
    Reviver(LiveSessionTable rows, SessionRouter router, Supplier<Set<String>> homes) {
        this.rows = rows;
        this.router = router;
        this.homes = homes;
    }

    /** Those of an earlier process of this name at once, others as they are found. */
    void start(ActorSystem<?> system, String own) {
        wakeSessionsOf(own);
        var _ = system.scheduler()
                .scheduleWithFixedDelay(SWEEP_EVERY, SWEEP_EVERY, this::sweep, system.executionContext());
    }

    /** That node is gone. */
    void wakeSessionsOf(String node) {
        wake(rows.ofHomes(home -> home.equals(node)), node);
    }

    private void sweep() {
        Set<String> living = homes.get();
        wake(rows.ofHomes(home -> !living.contains(home)), "nodes that are gone");
    }

    private void wake(CompletionStage<Set<CallId>> sessions, String whose) {
        var _ = sessions.whenComplete((found, failure) -> wake(found, failure, whose));
    }

    private void wake(@Nullable Set<CallId> found, @Nullable Throwable failure, String whose) {
        if (found == null) {
            LOG.atWarn().addKeyValue("node", whose).setCause(failure).log("its sessions cannot be looked up yet");
            return;
        }
        if (!found.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("node", whose)
                    .addKeyValue("sessions", found.size())
                    .log("sessions are taken over");
        }
        found.forEach(callId -> router.tell(callId, new SessionCommand.Wake()));
    }

    /** For a supplier of homes. */
    static Set<String> names(Nodes nodes) {
        return nodes.reachable().stream().map(NodeCard::name).collect(Collectors.toSet());
    }
}
