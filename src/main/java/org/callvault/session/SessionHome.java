package org.callvault.session;

import akka.actor.typed.ActorRef;

/** What keeps a session entity and brings it its messages. */
public interface SessionHome {
    /**
     * The entity has nothing more to do. Its home keeps what comes for it from now on, sends it
     * {@link SessionActor#stopMessage} and, once it is gone, hands what was kept to its successor.
     */
    void leave(ActorRef<SessionCommand> entity);

    /** A message that reached an entity which was leaving already: for its successor. */
    void tellSuccessor(SessionCommand command);
}
