package org.callvault.session;

import akka.actor.typed.ActorRef;
import java.util.Optional;
import java.util.Set;

/** Where calls' media can be, and whether it still is: a port that the cluster implements. */
public interface MediaHomes {
    /** The best node for the media of a new call, or of one that moves; those to avoid only where there is no other. */
    MediaHome choose(Set<String> avoided);

    /** A node by its name, while it can be reached. */
    Optional<MediaHome> find(String node);

    /** Whether no node of that name is there that could be reached soon, as one is that this node has yet to hear of. */
    boolean isGone(String node);

    /** Tells that session {@link SessionCommand.MediaNodeLost} as soon as the node cannot be reached; once. */
    void watch(String node, ActorRef<SessionCommand> session);

    /** No more. */
    void forget(ActorRef<SessionCommand> session);
}
