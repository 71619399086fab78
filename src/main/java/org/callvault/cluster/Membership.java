package org.callvault.cluster;

import akka.actor.typed.ActorSystem;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

/** This node's membership. */
public final class Membership {
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private Membership() {}

    /**
     * Joins.
     *
     * @param alone whether the node joins itself; else it waits for its seed nodes
     * @return completes when it is up; fails with TimeoutException after the limit
     */
    public static CompletionStage<Void> join(ActorSystem<?> system, boolean alone, Duration limit) {
        Cluster cluster = Cluster.get(system);
        if (alone) {
            cluster.manager().tell(Join.create(cluster.selfMember().address()));
        }
        CompletableFuture<Void> up = new CompletableFuture<>();
        look(system, cluster, up, System.nanoTime() + limit.toNanos());
        return up;
    }

    private static void look(ActorSystem<?> system, Cluster cluster, CompletableFuture<Void> up, long deadline) {
        if (cluster.selfMember().status() == MemberStatus.up()) {
            up.complete(null);
        } else if (System.nanoTime() - deadline > 0) {
            up.completeExceptionally(new TimeoutException("this node did not become a member of the cluster"));
        } else {
            system.scheduler()
                    .scheduleOnce(LOOK_EVERY, () -> look(system, cluster, up, deadline), system.executionContext());
        }
    }
}
