package org.callvault.session;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.AskPattern;
import java.time.Duration;
import java.util.List;
import org.callvault.media.CallMedia;
import org.callvault.media.MediaSupervisor;
import org.callvault.media.StreamPlan;
import org.callvault.recording.RecordingDescription;
import org.callvault.recording.RecordingJson;
import org.callvault.session.SessionActor.Happened;
import org.callvault.session.state.SessionEvent.MediaClosed;
import org.callvault.session.state.SessionEvent.MediaFailed;
import org.callvault.session.state.SessionEvent.MediaObserved;
import org.callvault.session.state.SessionEvent.MediaReady;
import org.callvault.session.state.SessionEvent.MediaRefused;
import org.jspecify.annotations.Nullable;

/** A session's line to its call's media: commands one way, events for the session the other way. */
final class CallMediaLink {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);

    private final ActorContext<SessionCommand> context;
    private final ActorRef<MediaSupervisor.Command> supervisor;
    private final ActorRef<MediaSupervisor.StartReply> started;
    private final ActorRef<CallMedia.UpdateReply> updated;
    private final ActorRef<CallMedia.Activity> observed;
    private final ActorRef<CallMedia.Closed> closed;
    private @Nullable ActorRef<CallMedia.Command> media;
    private boolean starting;
    private boolean closing;

    /** The supervisor's answer, which names the call's media. */
    record Answered(MediaSupervisor.StartReply reply) implements SessionMessage {}

    /** The call's media ended, by failure or after it was closed. */
    record Terminated() implements SessionMessage {}

    CallMediaLink(ActorContext<SessionCommand> context, ActorRef<MediaSupervisor.Command> supervisor) {
        this.context = context;
        this.supervisor = supervisor;
        this.started = context.messageAdapter(MediaSupervisor.StartReply.class, Answered::new);
        this.updated = context.messageAdapter(CallMedia.UpdateReply.class, CallMediaLink::answered);
        this.observed = context.messageAdapter(
                CallMedia.Activity.class, activity -> new Happened(new MediaObserved(activity.streams())));
        this.closed = context.messageAdapter(CallMedia.Closed.class, done -> new Happened(new MediaClosed()));
    }

    void start(List<StreamPlan> streams, RecordingDescription description) {
        starting = true;
        closing = false;
        supervisor.tell(new MediaSupervisor.StartCall(
                description.id().value(), streams, RecordingJson.write(description), started));
    }

    /** Takes the supervisor's answer; a call that ended meanwhile is closed at once. */
    void onAnswered(MediaSupervisor.StartReply reply) {
        starting = false;
        switch (reply) {
            case MediaSupervisor.Started ready -> {
                media = ready.media();
                context.watchWith(ready.media(), new Terminated());
                if (closing) {
                    ready.media().tell(new CallMedia.Close(closed));
                } else {
                    tellSelf(new MediaReady(ready.ports()));
                }
            }
            case MediaSupervisor.StartRefused refused ->
                tellSelf(closing ? new MediaClosed() : new MediaRefused(refused.reason(), refused.detail()));
        }
    }

    /** Whoever closed it expects that it ends; otherwise it failed. */
    void onTerminated() {
        media = null;
        tellSelf(closing ? new MediaClosed() : new MediaFailed());
    }

    void update(List<StreamPlan> streams) {
        if (media != null) {
            media.tell(new CallMedia.Update(streams, updated));
        }
    }

    /** The same streams, kept or discarded: nothing to wait for. */
    void hold(List<StreamPlan> streams) {
        if (media != null) {
            media.tell(new CallMedia.Update(streams, context.getSystem().ignoreRef()));
        }
    }

    void acknowledge() {
        if (media != null) {
            media.tell(new CallMedia.Acknowledge());
        }
    }

    void describe(RecordingDescription description) {
        if (media != null) {
            media.tell(new CallMedia.Describe(RecordingJson.write(description)));
        }
    }

    void observe() {
        if (media != null) {
            media.tell(new CallMedia.GetActivity(observed));
        }
    }

    void close() {
        closing = true;
        if (media != null) {
            media.tell(new CallMedia.Close(closed));
        } else if (!starting) {
            tellSelf(new MediaClosed());
        }
    }

    /** Closes from outside a living actor: describes, closes, and runs what follows when all is durable. */
    void abandon(RecordingDescription description, Runnable whenDurable) {
        ActorRef<CallMedia.Command> open = media;
        if (open == null) {
            whenDurable.run();
            return;
        }
        open.tell(new CallMedia.Describe(RecordingJson.write(description)));
        AskPattern.ask(
                        open,
                        CallMedia.Close::new,
                        CLOSE_WITHIN,
                        context.getSystem().scheduler())
                .whenComplete((done, failure) -> whenDurable.run());
    }

    private void tellSelf(org.callvault.session.state.SessionEvent event) {
        context.getSelf().tell(new Happened(event));
    }

    private static SessionCommand answered(CallMedia.UpdateReply reply) {
        return switch (reply) {
            case CallMedia.Updated ready -> new Happened(new MediaReady(ready.ports()));
            case CallMedia.UpdateRefused refused -> new Happened(new MediaRefused(refused.reason(), refused.detail()));
        };
    }
}
