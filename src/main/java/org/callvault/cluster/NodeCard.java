package org.callvault.cluster;

import akka.actor.typed.ActorRef;
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
        ActorRef<OutboundRequest> signalling) {
    public String name() {
        return place.node();
    }
}
