package org.callvault.session;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.Behaviors;
import org.callvault.media.MediaSupervisor;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.Recordings;

/** A node's media and its spool, as sessions reach them from whichever node they live on. */
public final class MediaHost {
    private MediaHost() {}

    /** What it takes. */
    public sealed interface Command permits Start, Find, Finish {}

    /** Binds ports and starts to receive. */
    public record Start(MediaSupervisor.StartCall call) implements Command {}

    /** Looks for a call's media that a session lost sight of. */
    public record Find(MediaSupervisor.FindCall call) implements Command {}

    /** The spool of this node holds all that it received of the recording. */
    public record Finish(RecordingDescription description) implements Command {}

    public static Behavior<Command> create(ActorRef<MediaSupervisor.Command> media, Recordings recordings) {
        return Behaviors.receive(Command.class)
                .onMessage(Start.class, start -> {
                    media.tell(start.call());
                    return Behaviors.same();
                })
                .onMessage(Find.class, find -> {
                    media.tell(find.call());
                    return Behaviors.same();
                })
                .onMessage(Finish.class, finish -> {
                    recordings.finish(finish.description());
                    return Behaviors.same();
                })
                .build();
    }
}
