package org.callvault.session;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.StashBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.callvault.media.CallMedia;
import org.callvault.media.FindReply;
import org.callvault.media.MediaSupervisor;
import org.callvault.media.StreamPlan;
import org.callvault.session.signal.CallId;
import org.jspecify.annotations.Nullable;

/**
 * What comes before a session: a look whether another node has begun it. If so it goes on from its row, with the media that
 * still lives, or with new media where that is gone. What arrives meanwhile waits.
 */
public final class SessionStart {
    private static final int MOST_WAITING = 64;

    /** A living node answers in milliseconds; one that does not is about to be found unreachable. */
    private static final Duration FIND_WITHIN = Duration.ofSeconds(2);

    private final ActorContext<SessionCommand> context;
    private final StashBuffer<SessionCommand> waiting;
    private final CallId callId;
    private final SessionEnvironment environment;
    private final SessionHome home;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private record LookAgain() implements SessionMessage {}

    /** What is known of a session that goes on. */
    record Resumption(LiveRows.Row row, Optional<Living> living) {}

    /** Media that lives. */
    record Living(MediaHome home, ActorRef<CallMedia.Command> media, List<StreamPlan> streams) {}

    private record Looked(
            Optional<LiveRows.Row> row, @Nullable Throwable failure) implements SessionMessage {}

    private record Found(@Nullable FindReply reply) implements SessionMessage {}

    private SessionStart(
            ActorContext<SessionCommand> context,
            StashBuffer<SessionCommand> waiting,
            CallId callId,
            SessionEnvironment environment,
            SessionHome home) {
        this.context = context;
        this.waiting = waiting;
        this.callId = callId;
        this.environment = environment;
        this.home = home;
    }

    public static Behavior<SessionCommand> create(CallId callId, SessionEnvironment environment, SessionHome home) {
        return environment
                .rows()
                .map(rows -> looking(callId, environment, home, rows))
                .orElseGet(() -> SessionActor.create(callId, environment, home, Optional.empty()));
    }

    private static Behavior<SessionCommand> looking(
            CallId callId, SessionEnvironment environment, SessionHome home, LiveRows rows) {
        Behavior<SessionCommand> behavior = Behaviors.setup(context -> Behaviors.withStash(MOST_WAITING, buffer -> {
            CompletionStage<Optional<LiveRows.Row>> row = rows.find(callId);
            context.pipeToSelf(
                    row, (found, failure) -> new Looked(failure == null ? found : Optional.empty(), failure));
            return new SessionStart(context, buffer, callId, environment, home).looking();
        }));
        return Behaviors.supervise(behavior).onFailure(SupervisorStrategy.stop());
    }

    private Behavior<SessionCommand> looking() {
        return Behaviors.receive(SessionCommand.class)
                .onMessage(Looked.class, this::onLooked)
                .onMessage(SessionActor.StopNow.class, stop -> passOn())
                .onMessage(SessionCommand.class, this::keep)
                .build();
    }

    private Behavior<SessionCommand> keep(SessionCommand command) {
        if (!waiting.isFull()) {
            waiting.stash(command);
        }
        return Behaviors.same();
    }

    /** Whoever comes next looks itself. */
    private Behavior<SessionCommand> passOn() {
        waiting.forEach(home::tellSuccessor);
        return Behaviors.stopped();
    }

    private Behavior<SessionCommand> onLooked(Looked looked) {
        Optional<LiveRows.Row> row = looked.row();
        if (looked.failure() != null) {
            context.getLog()
                    .atWarn()
                    .addKeyValue("callId", callId.value())
                    .addKeyValue("cause", String.valueOf(looked.failure()))
                    .log("it cannot be told whether another node has this session");
            return blind();
        }
        if (row.isEmpty()) {
            return begin(Optional.empty());
        }
        return seeking(row.get());
    }

    /** A node that is there and has not been heard of yet is waited for. */
    private Behavior<SessionCommand> seeking(LiveRows.Row row) {
        String node = row.state().place().node();
        Optional<MediaHome> at = environment.homes().find(node);
        if (at.isPresent()) {
            return asking(row, at.get());
        }
        if (environment.homes().isGone(node)) {
            return begin(Optional.of(new Resumption(row, Optional.empty())));
        }
        context.scheduleOnce(LOOK_AGAIN, context.getSelf(), new LookAgain());
        return Behaviors.receive(SessionCommand.class)
                .onMessage(LookAgain.class, again -> seeking(row))
                .onMessage(SessionActor.StopNow.class, stop -> passOn())
                .onMessage(SessionCommand.class, this::keep)
                .build();
    }

    /** A call that begins is recorded all the same; requests of calls that may be known are left to the next attempt. */
    private Behavior<SessionCommand> blind() {
        if (waiting.isEmpty()) {
            return Behaviors.receive(SessionCommand.class)
                    .onMessage(SessionActor.StopNow.class, stop -> passOn())
                    .onMessage(SessionCommand.class, first -> {
                        waiting.stash(first);
                        return blind();
                    })
                    .build();
        }
        boolean begins = waiting.head() instanceof SessionCommand.Handle handle
                && handle.request().method().equals("INVITE")
                && handle.request().toTag() == null;
        if (begins) {
            return begin(Optional.empty());
        }
        home.leave(context.getSelf());
        return Behaviors.receive(SessionCommand.class)
                .onMessage(SessionActor.StopNow.class, stop -> Behaviors.stopped())
                .onMessage(SessionCommand.class, late -> Behaviors.same())
                .build();
    }

    private Behavior<SessionCommand> asking(LiveRows.Row row, MediaHome at) {
        context.ask(
                FindReply.class,
                at.host(),
                FIND_WITHIN,
                (ActorRef<FindReply> replyTo) -> new MediaHost.Find(new MediaSupervisor.FindCall(
                        row.state().description().id().value(), replyTo)),
                (reply, failure) -> new Found(reply));
        return Behaviors.receive(SessionCommand.class)
                .onMessage(Found.class, found -> onFound(row, at, found))
                .onMessage(SessionActor.StopNow.class, stop -> passOn())
                .onMessage(SessionCommand.class, this::keep)
                .build();
    }

    /** No answer says nothing: the node is asked again, until it answers or is gone. */
    private Behavior<SessionCommand> onFound(LiveRows.Row row, MediaHome at, Found found) {
        return found.reply() == null ? seeking(row) : begin(Optional.of(new Resumption(row, living(at, found))));
    }

    private static Optional<Living> living(MediaHome at, Found found) {
        return found.reply() instanceof FindReply.Found media
                ? Optional.of(new Living(at, media.media(), media.streams()))
                : Optional.empty();
    }

    private Behavior<SessionCommand> begin(Optional<Resumption> resumption) {
        resumption.ifPresent(from -> context.getLog()
                .atInfo()
                .addKeyValue("callId", callId.value())
                .addKeyValue("from", from.row().home())
                .addKeyValue("media", from.living().isPresent() ? "lives" : "is gone")
                .log("session goes on here"));
        return waiting.unstashAll(SessionActor.create(callId, environment, home, resumption));
    }
}
