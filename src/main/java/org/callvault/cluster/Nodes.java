package org.callvault.cluster;

import akka.actor.typed.ActorRef;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.callvault.session.MediaHome;
import org.callvault.session.MediaHomes;
import org.callvault.session.SessionCommand;

/** The nodes as this one knows them, and where media goes. For all threads. */
public final class Nodes implements MediaHomes {
    /**
     * Streams that a node in a good place may have beyond those of the idlest before load counts for more: zones that are not alike, or
     * of which one has just come back, must not have a few nodes take it all.
     */
    private static final int CROWD = 100;

    private final MediaHome own;
    private final String ownZone;
    private final Predicate<String> members;
    private final ConcurrentHashMap<String, Known> known = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<ActorRef<SessionCommand>, String> watched = new ConcurrentHashMap<>();

    /**
     * A node.
     *
     * @param placed calls that were given to it since it said how many it has
     */
    private record Known(NodeCard card, boolean reachable, AtomicInteger placed) {
        boolean takesMedia() {
            return reachable && card.state() == NodeState.SERVING;
        }

        int load() {
            return card.load() + placed.get();
        }

        MediaHome home() {
            return new MediaHome(card.place(), card.media());
        }
    }

    /**
     * @param ownZone what fails at once with this node; empty where nobody says
     * @param members whether a member of that name is there and reachable, as the cluster finds it
     */
    Nodes(MediaHome own, String ownZone, Predicate<String> members) {
        this.own = own;
        this.ownZone = ownZone;
        this.members = members;
    }

    /** There are no others. */
    public static Nodes alone(MediaHome own) {
        return new Nodes(own, "", name -> false);
    }

    /** A node has said how it is. */
    void heard(NodeCard card) {
        known.put(card.name(), new Known(card, true, new AtomicInteger()));
    }

    /** It cannot be reached; sessions whose media it has are told. */
    void unreachable(long uid) {
        named(uid).ifPresent(name -> {
            known.computeIfPresent(name, (key, node) -> new Known(node.card(), false, node.placed()));
            tellWatchers(name);
        });
    }

    /** It is there again; what its sessions were told holds all the same. */
    void reachable(long uid) {
        named(uid)
                .ifPresent(name ->
                        known.computeIfPresent(name, (key, node) -> new Known(node.card(), true, node.placed())));
    }

    /** That process is gone. */
    void removed(long uid) {
        named(uid).ifPresent(name -> {
            known.remove(name);
            tellWatchers(name);
        });
    }

    private Optional<String> named(long uid) {
        return known.values().stream()
                .filter(node -> node.card().uid() == uid)
                .map(node -> node.card().name())
                .findFirst();
    }

    private void tellWatchers(String name) {
        watched.forEach((session, node) -> {
            if (node.equals(name) && watched.remove(session, node)) {
                session.tell(new SessionCommand.MediaNodeLost(name));
            }
        });
    }

    /** All that can be reached, by name. */
    public List<NodeCard> reachable() {
        return known.values().stream()
                .filter(Known::reachable)
                .map(Known::card)
                .sorted(Comparator.comparing(NodeCard::name))
                .toList();
    }

    Optional<NodeCard> card(String name) {
        return Optional.ofNullable(known.get(name)).filter(Known::reachable).map(Known::card);
    }

    /**
     * Another node than the session's where there is one, and one of another zone: one crash never takes both. Of these the one that
     * receives least.
     */
    @Override
    public MediaHome choose(Set<String> avoided) {
        List<Known> open = known.values().stream()
                .filter(Known::takesMedia)
                .filter(node -> !avoided.contains(node.card().name()))
                .toList();
        Set<String> troubled = avoided.stream()
                .flatMap(name -> Optional.ofNullable(known.get(name)).stream())
                .map(node -> node.card().zone())
                .filter(zone -> !zone.isEmpty())
                .collect(Collectors.toSet());
        int idlest = open.stream()
                .filter(node -> !isOwn(node))
                .mapToInt(Known::load)
                .min()
                .orElse(0);
        Optional<Known> best = open.stream()
                .min(Comparator.comparing(this::isOwn)
                        .thenComparing(node -> node.load() > 2 * idlest + CROWD)
                        .thenComparing(this::isInOwnZone)
                        .thenComparing(node -> troubled.contains(node.card().zone()))
                        .thenComparing(Known::load));
        best.ifPresent(node -> node.placed().incrementAndGet());
        return best.map(Known::home).orElse(own);
    }

    private boolean isInOwnZone(Known node) {
        return !ownZone.isEmpty() && ownZone.equals(node.card().zone());
    }

    private boolean isOwn(Known node) {
        return node.card().name().equals(own.place().node());
    }

    @Override
    public Optional<MediaHome> find(String node) {
        return node.equals(own.place().node())
                ? Optional.of(own)
                : Optional.ofNullable(known.get(node)).filter(Known::reachable).map(Known::home);
    }

    @Override
    public boolean isGone(String node) {
        return find(node).isEmpty() && !members.test(node);
    }

    @Override
    public void watch(String node, ActorRef<SessionCommand> session) {
        if (node.equals(own.place().node())) {
            return;
        }
        watched.put(session, node);
        if (isGone(node) && watched.remove(session, node)) {
            session.tell(new SessionCommand.MediaNodeLost(node));
        }
    }

    @Override
    public void forget(ActorRef<SessionCommand> session) {
        watched.remove(session);
    }
}
