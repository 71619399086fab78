package org.callvault.session;

import akka.actor.typed.ActorRef;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.AskPattern;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.callvault.media.CallMedia;
import org.callvault.media.MediaRefusal;
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
import org.callvault.session.state.SessionEvent.NodeLost;
import org.jspecify.annotations.Nullable;

/** A session's line to its call's media: commands one way, events for the session the other way. */
final class CallMediaLink {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(30);

    private final ActorContext<SessionCommand> context;
    private final MediaHomes homes;
    private @Nullable MediaHome home;
    private final ActorRef<MediaSupervisor.StartReply> started;
    private final ActorRef<CallMedia.UpdateReply> updated;
    private final ActorRef<CallMedia.Activity> observed;
    private final ActorRef<CallMedia.Closed> closed;
    private @Nullable ActorRef<CallMedia.Command> media;
    private boolean starting;
    private boolean closing;

    /** The supervisor's answer, which names the call's media. */
    record Answered(MediaSupervisor.StartReply reply) implements SessionMessage {}

    /** The call's media ended, by failure or after it was closed, or its node did. */
    record Terminated(ActorRef<CallMedia.Command> media) implements SessionMessage {}

    CallMediaLink(ActorContext<SessionCommand> context, MediaHomes homes) {
        this.context = context;
        this.homes = homes;
        this.started = context.messageAdapter(MediaSupervisor.StartReply.class, Answered::new);
        this.updated = context.messageAdapter(CallMedia.UpdateReply.class, CallMediaLink::answered);
        this.observed = context.messageAdapter(
                CallMedia.Activity.class, activity -> new Happened(new MediaObserved(activity.streams())));
        this.closed = context.messageAdapter(CallMedia.Closed.class, done -> new Happened(new MediaClosed()));
    }

    /** On the best node; what was elsewhere is left behind. */
    void start(List<StreamPlan> streams, RecordingDescription description, Set<String> avoided) {
        MediaHome chosen = homes.choose(avoided);
        live(chosen);
        media = null;
        starting = true;
        closing = false;
        chosen.host()
                .tell(new MediaHost.Start(new MediaSupervisor.StartCall(
                        description.id().value(),
                        streams,
                        RecordingJson.write(description.at(chosen.place().node())),
                        started)));
    }

    /** Goes on with what lives. */
    void attach(MediaHome at, ActorRef<CallMedia.Command> living) {
        live(at);
        media = living;
        context.watchWith(living, new Terminated(living));
    }

    private void live(MediaHome at) {
        home = at;
        homes.forget(context.getSelf());
        homes.watch(at.place().node(), context.getSelf());
    }

    /** Takes the supervisor's answer; a call that ended meanwhile is closed at once. */
    void onAnswered(MediaSupervisor.StartReply reply) {
        starting = false;
        switch (reply) {
            case MediaSupervisor.Started ready -> {
                media = ready.media();
                context.watchWith(ready.media(), new Terminated(ready.media()));
                if (closing) {
                    ready.media().tell(new CallMedia.Close(closed));
                } else {
                    tellSelf(new MediaReady(
                            ready.ports(), Optional.ofNullable(home).map(MediaHome::place)));
                }
            }
            case MediaSupervisor.StartRefused refused ->
                tellSelf(closing ? new MediaClosed() : new MediaRefused(refused.reason(), refused.detail()));
        }
    }

    /** Whoever closed it expects that it ends; otherwise it failed, or its node did. */
    void onTerminated(ActorRef<CallMedia.Command> ended) {
        MediaHome last = home;
        if (last == null || !ended.equals(media)) {
            return;
        }
        media = null;
        String node = last.place().node();
        // What ends elsewhere is taken up again at another node, whatever the reason: that one may be stopping.
        boolean here = ended.path().address().host().isEmpty();
        tellSelf(closing ? new MediaClosed() : here ? new MediaFailed() : new NodeLost(node));
    }

    /** Nobody answers there any more: a start that was asked for is refused, so that it can be asked for elsewhere. */
    void onNodeLost(String node) {
        boolean ours = home != null && home.place().node().equals(node);
        if (ours && starting) {
            onAnswered(new MediaSupervisor.StartRefused(MediaRefusal.FAILED, "its node cannot be reached"));
        } else if (ours && closing) {
            tellSelf(new MediaClosed());
        }
    }

    /** The spool where it was received has all of it. */
    void finish(RecordingDescription description) {
        if (home != null) {
            home.host().tell(new MediaHost.Finish(description));
        }
    }

    /** Leaves it as it is, for another session to go on with. */
    void release() {
        homes.forget(context.getSelf());
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

    /** Closes from outside a living actor: describes, closes, and has the recording finished when all is durable. */
    void abandon(RecordingDescription description) {
        release();
        ActorRef<CallMedia.Command> open = media;
        MediaHome last = home;
        if (last == null) {
            return;
        }
        MediaHost.Finish finish = new MediaHost.Finish(description);
        if (open == null) {
            last.host().tell(finish);
            return;
        }
        open.tell(new CallMedia.Describe(RecordingJson.write(description)));
        AskPattern.ask(
                        open,
                        CallMedia.Close::new,
                        CLOSE_WITHIN,
                        context.getSystem().scheduler())
                .whenComplete((done, failure) -> last.host().tell(finish));
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
