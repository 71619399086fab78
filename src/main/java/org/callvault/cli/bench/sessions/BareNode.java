package org.callvault.cli.bench.sessions;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.typed.Cluster;
import akka.cluster.typed.Leave;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.callvault.cluster.ClusterParts;
import org.callvault.cluster.LiveSessionTable;
import org.callvault.cluster.Membership;
import org.callvault.cluster.NodeCard;
import org.callvault.cluster.NodeState;
import org.callvault.cluster.Nodes;
import org.callvault.cluster.SessionSharding;
import org.callvault.config.SettingsLoader;
import org.callvault.config.trunk.Trunks;
import org.callvault.dtls.Fingerprint;
import org.callvault.recording.Recordings;
import org.callvault.session.LiveSessions;
import org.callvault.session.MediaHome;
import org.callvault.session.MediaHost;
import org.callvault.session.SessionCommand.SipReply;
import org.callvault.session.SessionEnvironment;
import org.callvault.session.Signalling;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.state.MediaPlace;
import org.callvault.session.state.SessionContext;

/** A node's sessions and what they need, without SIP, media and spool. */
final class BareNode {
    private static final Fingerprint FINGERPRINT = Fingerprint.of(Fingerprint.Hash.SHA_256, new byte[32]);
    private static final Duration JOIN_WITHIN = Duration.ofSeconds(60);
    private static final int MOST_STREAMS = 16;

    private final String name;
    private final ActorSystem<Void> system;
    private final LiveSessions live = new LiveSessions();
    private final AtomicInteger streams = new AtomicInteger();
    private volatile NodeState state = NodeState.SERVING;
    private volatile int known;

    BareNode(String name, SettingsLoader.Loaded settings) {
        this.name = name;
        this.system = ActorSystem.create(Behaviors.empty(), "callvault", settings.akka());
    }

    String name() {
        return name;
    }

    CompletionStage<Void> join() {
        return Membership.join(system, false, JOIN_WITHIN);
    }

    /** From now on it runs sessions; its requests to SRCs go where they are told. */
    SessionSharding start(LiveSessionTable rows, Recordings recordings, Signalling srcs) {
        ActorRef<MediaHost.Command> host = spawn(BareMedia.create(streams), "media-host");
        ActorRef<OutboundRequest> sender = spawn(
                Behaviors.receiveMessage(request -> {
                    srcs.send(request);
                    return Behaviors.same();
                }),
                "signalling");
        MediaPlace place = new MediaPlace(name, "127.0.0.1", FINGERPRINT);
        Nodes nodes = ClusterParts.nodes(system, new MediaHome(place, host), "");
        SessionSharding sharding = SessionSharding.start(
                system,
                new SessionEnvironment(
                        context(),
                        nodes,
                        Optional.of(rows),
                        recordings,
                        ClusterParts.signalling(srcs, nodes, name),
                        live,
                        new SimpleMeterRegistry(),
                        InstantSource.system(),
                        new SecureRandom()));
        ClusterParts.start(system, nodes, rows, sharding, name, () -> card(nodes, place, host, sender));
        return sharding;
    }

    /** Asked for each second. */
    private NodeCard card(
            Nodes nodes, MediaPlace place, ActorRef<MediaHost.Command> host, ActorRef<OutboundRequest> sender) {
        known = nodes.reachable().size();
        return ClusterParts.card(system, place, state, streams.get(), live.count(), "bench", host, sender, "");
    }

    /** How many nodes it has heard of. */
    int known() {
        return known;
    }

    /** Takes the answers to the requests of an SRC that speaks to this node. */
    ActorRef<SipReply> frontend(BareSrc src) {
        return spawn(
                Behaviors.receiveMessage(reply -> {
                    src.take(reply);
                    return Behaviors.same();
                }),
                "frontend");
    }

    private <T> ActorRef<T> spawn(Behavior<T> behavior, String as) {
        return system.systemActorOf(behavior, as, Props.empty());
    }

    /** Nothing is heard of media here, and that is no silence to end a call for. */
    private SessionContext context() {
        return new SessionContext(
                name,
                "127.0.0.1",
                true,
                false,
                FINGERPRINT,
                MOST_STREAMS,
                Duration.ofMillis(500),
                Duration.ofDays(1),
                Duration.ofDays(1),
                Duration.ofSeconds(10),
                Duration.ZERO,
                Duration.ofSeconds(2),
                Trunks.OPEN);
    }

    int sessions() {
        return live.count();
    }

    int streams() {
        return streams.get();
    }

    /** Takes no media from now on, hands its sessions on and ends; whoever waits for its end is told. */
    CompletionStage<?> leave() {
        state = NodeState.DRAINING;
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Leave.create(cluster.selfMember().address()));
        return system.getWhenTerminated();
    }

    CompletionStage<?> end() {
        system.terminate();
        return system.getWhenTerminated();
    }
}
