package org.callvault;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import org.callvault.media.MediaSupervisor;

/** The top of a node's actors: it starts media, which supervises the calls' media; sessions are started by sharding. */
final class NodeGuardian {
    private NodeGuardian() {}

    /** What the guardian takes. */
    sealed interface Command permits GetMedia {}

    record GetMedia(ActorRef<ActorRef<MediaSupervisor.Command>> replyTo) implements Command {}

    static Behavior<Command> create(Behavior<MediaSupervisor.Command> mediaBehavior) {
        return Behaviors.setup(context -> {
            ActorRef<MediaSupervisor.Command> media = context.spawn(mediaBehavior, "media");
            return Behaviors.receive(Command.class)
                    .onMessage(GetMedia.class, get -> {
                        get.replyTo().tell(media);
                        return Behaviors.same();
                    })
                    .build();
        });
    }
}
