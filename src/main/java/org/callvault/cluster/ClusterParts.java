package org.callvault.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Props;
import akka.cluster.Member;
import akka.cluster.typed.Cluster;
import java.util.function.Supplier;
import org.callvault.session.MediaHome;
import org.callvault.session.MediaHost;
import org.callvault.session.Signalling;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.state.MediaPlace;
import org.callvault.sip.SessionRouter;

/** What a node that is one of several has in addition. */
public final class ClusterParts {
    private ClusterParts() {}

    /** The nodes as one knows them that has not heard of others yet. */
    public static Nodes nodes(ActorSystem<?> system, MediaHome own, String zone) {
        Cluster cluster = Cluster.get(system);
        return new Nodes(own, zone, name -> Membership.isReachable(cluster.state(), name));
    }

    /** Sends each request at the node that the SRC last spoke to. */
    public static Signalling signalling(Signalling here, Nodes nodes, String own) {
        return new ClusterSignalling(here, nodes, own);
    }

    /** From now on the nodes know each other, and sessions of nodes that are gone are taken over. */
    public static void start(
            ActorSystem<?> system,
            Nodes nodes,
            LiveSessionTable rows,
            SessionRouter router,
            String own,
            Supplier<NodeCard> card) {
        Reviver reviver = new Reviver(rows, router, () -> Reviver.names(nodes));
        var _ = system.systemActorOf(
                NodeDirectory.create(nodes, card, reviver::wakeSessionsOf), "nodes", Props.empty());
        reviver.start(system, own);
    }

    /** This node, as it tells the others. */
    public static NodeCard card(
            ActorSystem<?> system,
            MediaPlace place,
            NodeState state,
            int load,
            int sessions,
            String software,
            ActorRef<MediaHost.Command> media,
            ActorRef<OutboundRequest> signalling,
            String zone) {
        Member self = Cluster.get(system).selfMember();
        return new NodeCard(
                place,
                self.uniqueAddress().longUid(),
                self.address().hostPort(),
                state,
                load,
                sessions,
                software,
                media,
                signalling,
                zone);
    }
}
