package org.callvault.cluster;

import akka.actor.typed.ActorRef;
import java.util.Objects;
import org.callvault.session.MediaHost;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.state.MediaPlace;

/**
 * What a node tells the others of itself, every second.
 *
 * @param uid tells one process of that name from the next
 * @param address "host:port" of remoting
 * @param load streams that it receives
 * @param sessions that it runs
 * @param software version of the program
 * @param signalling sends requests over the connections of that node
 * @param zone what fails at once with that node; empty where nobody says, and of a node that is too old to tell
 */
public record NodeCard(
        MediaPlace place,
        long uid,
        String address,
        NodeState state,
        int load,
        int sessions,
        String software,
        ActorRef<MediaHost.Command> media,
        ActorRef<OutboundRequest> signalling,
        String zone) {
    public NodeCard {
        zone = Objects.requireNonNullElse(zone, "");
    }

    public String name() {
        return place.node();
    }
}
