package org.callvault.cluster;

import akka.actor.typed.ActorSystem;
import akka.cluster.ClusterEvent.CurrentClusterState;
import akka.cluster.Member;
import akka.cluster.MemberStatus;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Join;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import java.util.stream.StreamSupport;

/** This node's membership. */
public final class Membership {
    /** Begins the role by which nodes know each other's names. */
    private static final String NAME_ROLE = "name:";

    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final ActorSystem<?> system;
    private final Cluster cluster;
    private final CompletableFuture<Void> joined = new CompletableFuture<>();
    private final long deadline;

    private Membership(ActorSystem<?> system, Duration limit) {
        this.system = system;
        this.cluster = Cluster.get(system);
        this.deadline = System.nanoTime() + limit.toNanos();
    }

    /**
     * Joins.
     *
     * @param alone whether the node joins itself; else its seed nodes let it in
     * @return completes when it is up and nobody else has its name; fails with TimeoutException after the limit, saying what is
     *     in the way
     */
    public static CompletionStage<Void> join(ActorSystem<?> system, boolean alone, Duration limit) {
        Membership membership = new Membership(system, limit);
        if (alone) {
            membership
                    .cluster
                    .manager()
                    .tell(Join.create(membership.cluster.selfMember().address()));
        }
        membership.look();
        return membership.joined;
    }

    /** The name that a member goes by; empty for one that is alone, which needs none. */
    static Optional<String> nameOf(Member member) {
        return StreamSupport.stream(member.getRoles().spliterator(), false)
                .filter(role -> role.startsWith(NAME_ROLE))
                .map(role -> role.substring(NAME_ROLE.length()))
                .findFirst();
    }

    /** Whether a member of that name is there. */
    static boolean isReachable(CurrentClusterState state, String name) {
        return StreamSupport.stream(state.getMembers().spliterator(), false)
                .filter(member -> !state.getUnreachable().contains(member))
                .anyMatch(member -> nameOf(member).filter(name::equals).isPresent());
    }

    private void look() {
        boolean up = cluster.selfMember().status() == MemberStatus.up();
        Optional<Member> namesake = namesake();
        if (up && namesake.isEmpty()) {
            joined.complete(null);
        } else if (System.nanoTime() - deadline > 0) {
            joined.completeExceptionally(new TimeoutException(namesake.map(Membership::named)
                    .orElse("this node did not become a member of the cluster: none of the seeds lets it in. See that"
                            + " one runs and can be reached at its address and port, that the certificates are of one"
                            + " authority, and that all nodes have the same list of seeds, whose first one begins")));
        } else {
            system.scheduler().scheduleOnce(LOOK_EVERY, this::look, system.executionContext());
        }
    }

    /** One that died under this name is waited for until it is removed; one that lives stays, and this one does not start. */
    private Optional<Member> namesake() {
        CurrentClusterState state = cluster.state();
        Optional<String> own = nameOf(cluster.selfMember());
        return StreamSupport.stream(state.getMembers().spliterator(), false)
                .filter(member ->
                        !member.uniqueAddress().equals(cluster.selfMember().uniqueAddress()))
                .filter(member -> own.isPresent() && own.equals(nameOf(member)))
                .findFirst();
    }

    private static String named(Member namesake) {
        return "another node of the cluster, at " + namesake.address().hostPort() + ", is called "
                + nameOf(namesake).orElse("") + " too: give each a name of its own in CALLVAULT_NODE";
    }
}
