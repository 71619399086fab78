package org.callvault;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.Props;
import akka.actor.typed.javadsl.Behaviors;
import io.micrometer.core.instrument.MeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.callvault.admin.node.NodeView;
import org.callvault.cluster.ClusterParts;
import org.callvault.cluster.LiveSessionTable;
import org.callvault.cluster.NodeCard;
import org.callvault.cluster.NodeState;
import org.callvault.cluster.Nodes;
import org.callvault.cluster.SessionSharding;
import org.callvault.config.Settings;
import org.callvault.dtls.Fingerprint;
import org.callvault.media.MediaSupervisor;
import org.callvault.session.LiveSessions;
import org.callvault.session.MediaHome;
import org.callvault.session.MediaHost;
import org.callvault.session.SessionEnvironment;
import org.callvault.session.Signalling;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.state.MediaPlace;
import org.callvault.session.state.SessionContext;

/** Where this node's sessions have their surroundings from: media here or elsewhere, rows, the way out to SRCs. */
final class NodeSessions {
    private final Settings settings;
    private final Fingerprint fingerprint;
    private final MeterRegistry metrics;
    private final LiveSessions live;
    private final Nodes nodes;
    private final SessionSharding sharding;
    private final Optional<LiveSessionTable> rows;

    NodeSessions(
            ActorSystem<?> system,
            Settings settings,
            Fingerprint fingerprint,
            ActorRef<MediaSupervisor.Command> media,
            NodeRecordings recordings,
            Signalling here,
            LiveSessions live,
            MeterRegistry metrics) {
        this.settings = settings;
        this.fingerprint = fingerprint;
        this.metrics = metrics;
        this.live = live;
        ActorRef<MediaHost.Command> host =
                spawn(system, MediaHost.create(media, recordings.recordings()), "media-host");
        boolean alone = settings.cluster().isAlone();
        MediaHome own = new MediaHome(place(), host);
        this.nodes = alone ? Nodes.alone(own) : ClusterParts.nodes(system, own, zone());
        this.rows = alone ? Optional.empty() : Optional.of(new LiveSessionTable(recordings.database()));
        Signalling signalling = alone ? here : ClusterParts.signalling(here, nodes, name());
        SessionEnvironment environment = environment(recordings, signalling);
        this.sharding = SessionSharding.start(system, environment);
        rows.ifPresent(table -> {
            ActorRef<OutboundRequest> sender = spawn(system, sending(here), "signalling");
            ClusterParts.start(system, nodes, table, sharding, name(), () -> card(system, host, sender));
        });
    }

    private static <T> ActorRef<T> spawn(ActorSystem<?> system, Behavior<T> behavior, String name) {
        return system.systemActorOf(behavior, name, Props.empty());
    }

    private static Behavior<OutboundRequest> sending(Signalling here) {
        return Behaviors.receiveMessage(request -> {
            here.send(request);
            return Behaviors.same();
        });
    }

    private String name() {
        return settings.node().name();
    }

    /** Streams that this node receives, which are those of sessions elsewhere. */
    private int received() {
        return metrics.find(MediaSupervisor.STREAMS).gauges().stream()
                .mapToInt(gauge -> (int) gauge.value())
                .sum();
    }

    private String zone() {
        return settings.cluster().zone();
    }

    private MediaPlace place() {
        return new MediaPlace(name(), settings.sip().publicAddress(), fingerprint);
    }

    private NodeCard card(ActorSystem<?> system, ActorRef<MediaHost.Command> host, ActorRef<OutboundRequest> sender) {
        return ClusterParts.card(
                system, place(), NodeState.SERVING, received(), live.count(), software(), host, sender, zone());
    }

    private SessionEnvironment environment(NodeRecordings recordings, Signalling signalling) {
        Settings.Session session = settings.session();
        SessionContext context = new SessionContext(
                name(),
                settings.sip().publicAddress(),
                settings.media().srtp(),
                settings.media().sdesOverPlaintext(),
                fingerprint,
                settings.media().maxStreamsPerCall(),
                session.t1(),
                session.mediaTimeout(),
                session.holdTimeout(),
                session.checkInterval(),
                session.rekeyAfter(),
                session.catalogWait(),
                settings.trunks());
        return new SessionEnvironment(
                context,
                nodes,
                rows.map(table -> table),
                recordings.recordings(),
                signalling,
                live,
                metrics,
                InstantSource.system(),
                new SecureRandom());
    }

    SessionSharding sharding() {
        return sharding;
    }

    /** The nodes that can be reached, this one among them. */
    List<NodeView> views() {
        if (rows.isEmpty()) {
            return List.of(new NodeView(
                    name(), "", word(NodeState.SERVING), received(), live.count(), software(), zone(), true));
        }
        return nodes.reachable().stream()
                .map(card -> new NodeView(
                        card.name(),
                        card.address(),
                        word(card.state()),
                        card.load(),
                        card.sessions(),
                        card.software(),
                        card.zone(),
                        card.name().equals(name())))
                .toList();
    }

    private static String word(NodeState state) {
        return state.name().toLowerCase(Locale.ROOT);
    }

    private static String software() {
        return Optional.ofNullable(NodeSessions.class.getPackage().getImplementationVersion())
                .orElse("unpackaged");
    }

    /** Whether other nodes can go on with what this one leaves. */
    boolean hasOthers() {
        return nodes.reachable().size() > 1;
    }
}
