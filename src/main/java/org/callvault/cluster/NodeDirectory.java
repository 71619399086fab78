package org.callvault.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.actor.typed.receptionist.Receptionist;
import akka.actor.typed.receptionist.ServiceKey;
import akka.cluster.ClusterEvent;
import akka.cluster.ClusterEvent.MemberEvent;
import akka.cluster.ClusterEvent.ReachabilityEvent;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Subscribe;
import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells the other nodes of this one, and keeps {@link Nodes} as they tell and as the cluster finds them. When a node is gone,
 * sessions are looked for that it ran.
 */
public final class NodeDirectory {
    private static final ServiceKey<Command> KEY = ServiceKey.create(Command.class, "nodes");
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);

    private final Nodes nodes;
    private final Supplier<NodeCard> own;
    private final Consumer<String> gone;
    private Set<ActorRef<Command>> peers = Set.of();

    /** What it takes. */
    sealed interface Command permits Heard, Listed, Reachability, Changed, Tell {}

    /** A node tells of itself. */
    record Heard(NodeCard card) implements Command {}

    private record Listed(Receptionist.Listing listing) implements Command {}

    private record Reachability(ReachabilityEvent event) implements Command {}

    private record Changed(MemberEvent event) implements Command {}

    private record Tell() implements Command {}

    private NodeDirectory(Nodes nodes, Supplier<NodeCard> own, Consumer<String> gone) {
        this.nodes = nodes;
        this.own = own;
        this.gone = gone;
    }

    /**
     * The directory of one node.
     *
     * @param own how this node is now
     * @param gone told the name of a node that was removed
     */
    static Behavior<Command> create(Nodes nodes, Supplier<NodeCard> own, Consumer<String> gone) {
        return Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new NodeDirectory(nodes, own, gone).started(context, timers)));
    }

    private Behavior<Command> started(ActorContext<Command> context, TimerScheduler<Command> timers) {
        var receptionist = context.getSystem().receptionist();
        receptionist.tell(Receptionist.register(KEY, context.getSelf()));
        receptionist.tell(Receptionist.subscribe(KEY, context.messageAdapter(Receptionist.Listing.class, Listed::new)));
        Cluster cluster = Cluster.get(context.getSystem());
        cluster.subscriptions()
                .tell(Subscribe.create(
                        context.messageAdapter(ReachabilityEvent.class, Reachability::new), ReachabilityEvent.class));
        cluster.subscriptions()
                .tell(Subscribe.create(context.messageAdapter(MemberEvent.class, Changed::new), MemberEvent.class));
        timers.startTimerWithFixedDelay(new Tell(), Duration.ZERO, TELL_EVERY);
        return Behaviors.receive(Command.class)
                .onMessage(Heard.class, heard -> on(() -> nodes.heard(heard.card())))
                .onMessage(Listed.class, this::onListed)
                .onMessage(Reachability.class, reachability -> on(() -> onReachability(reachability.event())))
                .onMessage(Changed.class, changed -> on(() -> onMembership(changed.event())))
                .onMessage(Tell.class, tell -> on(this::tell))
                .build();
    }

    private static Behavior<Command> on(Runnable action) {
        action.run();
        return Behaviors.same();
    }

    private Behavior<Command> onListed(Listed listed) {
        peers = listed.listing().getServiceInstances(KEY);
        tell();
        return Behaviors.same();
    }

    private void tell() {
        Heard heard = new Heard(own.get());
        peers.forEach(peer -> peer.tell(heard));
    }

    private void onReachability(ReachabilityEvent event) {
        long uid = event.member().uniqueAddress().longUid();
        switch (event) {
            case ClusterEvent.UnreachableMember lost -> nodes.unreachable(uid);
            case ClusterEvent.ReachableMember back -> nodes.reachable(uid);
            default -> {
                // There are no others.
            }
        }
    }

    private void onMembership(MemberEvent event) {
        if (event instanceof ClusterEvent.MemberRemoved removed) {
            Member member = removed.member();
            nodes.removed(member.uniqueAddress().longUid());
            Membership.nameOf(member).ifPresent(gone);
        }
    }
}
