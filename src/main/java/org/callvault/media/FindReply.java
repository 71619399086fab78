package org.callvault.media;

import akka.actor.typed.ActorRef;
import java.util.List;

/** Answer to {@link MediaSupervisor.FindCall}. */
public sealed interface FindReply {
    /** It receives; with the plan that it goes by, keys included. */
    record Found(ActorRef<CallMedia.Command> media, List<StreamPlan> streams, List<StreamPorts> ports)
            implements FindReply {
        public Found {
            streams = List.copyOf(streams);
            ports = List.copyOf(ports);
        }
    }

    /** It was never here, or is over. */
    record NotFound() implements FindReply {}
}
