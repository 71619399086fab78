package org.callvault.session;

import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.callvault.media.lane.StreamAccount;
import org.callvault.recording.RecordingDescription;
import org.callvault.session.SessionCommand.Answered;
import org.callvault.session.SessionCommand.Cancel;
import org.callvault.session.SessionCommand.End;
import org.callvault.session.SessionCommand.Handle;
import org.callvault.session.SessionCommand.Pause;
import org.callvault.session.signal.CallId;
import org.callvault.session.state.Effect;
import org.callvault.session.state.LiveSnapshot;
import org.callvault.session.state.SessionEvent;
import org.callvault.session.state.SessionEvent.AnswerReceived;
import org.callvault.session.state.SessionEvent.EndRequested;
import org.callvault.session.state.SessionEvent.InviteCancelled;
import org.callvault.session.state.SessionEvent.PauseRequested;
import org.callvault.session.state.SessionEvent.RequestReceived;
import org.callvault.session.state.SessionLogic;
import org.callvault.session.state.SessionState;
import org.callvault.session.state.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The entity for one Call-ID. It turns messages into events, lets {@link SessionLogic} decide, and carries out the
 * effects; nothing is decided here. A failure ends this session alone: what was received is closed and finished.
 */
public final class SessionActor extends AbstractBehavior<SessionCommand> {
    private static final Logger LOG = LoggerFactory.getLogger(SessionActor.class);

    private final CallId callId;
    private final SessionEnvironment environment;
    private final SessionHome home;
    private final SessionLogic logic;
    private final TimerScheduler<SessionCommand> timers;
    private final Replies replies = new Replies();
    private final Optional<Replica> replica;
    private final CallMediaLink media;
    private SessionState state = new SessionState.Idle();
    private List<StreamAccount> accounts = List.of();
    private boolean stopping;
    private boolean handedOver;

    /** A fact for the logic, from an adapter, a timer or a future. */
    record Happened(SessionEvent event) implements SessionMessage {}

    /** Sharding wants the entity gone. */
    record StopNow() implements SessionMessage {}

    private SessionActor(
            ActorContext<SessionCommand> context,
            TimerScheduler<SessionCommand> timers,
            CallId callId,
            SessionEnvironment environment,
            SessionHome home,
            Optional<SessionStart.Resumption> resumption) {
        super(context);
        this.callId = callId;
        this.environment = environment;
        this.home = home;
        this.logic = new SessionLogic(environment.context(), environment.random());
        this.timers = timers;
        this.media = new CallMediaLink(context, environment.homes());
        this.replica = environment
                .rows()
                .map(rows -> new Replica(
                        context, timers, callId, environment, rows, resumption.map(SessionStart.Resumption::row)));
        resumption.ifPresent(this::resume);
    }

    /**
     * The session of a Call-ID.
     *
     * @param resumption what to go on with; empty for one that begins
     */
    static Behavior<SessionCommand> create(
            CallId callId,
            SessionEnvironment environment,
            SessionHome home,
            Optional<SessionStart.Resumption> resumption) {
        Behavior<SessionCommand> behavior = Behaviors.setup(context -> Behaviors.withTimers(
                timers -> new SessionActor(context, timers, callId, environment, home, resumption)));
        return Behaviors.supervise(behavior).onFailure(SupervisorStrategy.stop());
    }

    private void resume(SessionStart.Resumption from) {
        from.living().ifPresent(living -> media.attach(living.home(), living.media()));
        take(logic.resume(
                from.row().state(),
                from.living().map(SessionStart.Living::streams),
                environment.clock().instant()));
    }

    /** What sharding sends to stop an entity. */
    public static SessionCommand stopMessage() {
        return new StopNow();
    }

    @Override
    public Receive<SessionCommand> createReceive() {
        return newReceiveBuilder()
                .onMessage(Handle.class, this::onHandle)
                .onMessage(Cancel.class, this::onCancel)
                .onMessage(Answered.class, answered -> on(new AnswerReceived(answered.answer())))
                .onMessage(Pause.class, this::onPause)
                .onMessage(End.class, end -> on(new EndRequested(end.reason())))
                .onMessage(Happened.class, happened -> on(happened.event()))
                .onMessage(CallMediaLink.Answered.class, this::onMediaAnswered)
                .onMessage(CallMediaLink.Terminated.class, this::onMediaTerminated)
                .onMessage(SessionCommand.Wake.class, woken -> onWake())
                .onMessage(SessionCommand.MediaNodeLost.class, this::onMediaNodeLost)
                .onMessage(Replica.Written.class, this::onWritten)
                .onMessage(Replica.WaitOver.class, over -> with(Replica::release))
                .onMessage(Replica.WriteAgain.class, again -> with(Replica::onWriteAgain))
                .onMessage(StopNow.class, stop -> onStopNow())
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<SessionCommand> onHandle(Handle handle) {
        return replies.isNew(handle.request().transaction(), handle.replyTo())
                ? on(new RequestReceived(handle.request()))
                : this;
    }

    /** A live session is awake; where there is none, nothing is to be done. */
    private Behavior<SessionCommand> onWake() {
        return state instanceof SessionState.Idle ? leaving() : this;
    }

    private Behavior<SessionCommand> onMediaNodeLost(SessionCommand.MediaNodeLost lost) {
        media.onNodeLost(lost.node());
        return on(new SessionEvent.NodeLost(lost.node()));
    }

    private Behavior<SessionCommand> onWritten(Replica.Written written) {
        if (replica.map(kept -> kept.onWritten(written)).orElse(true)) {
            return this;
        }
        LOG.atWarn().addKeyValue("callId", callId.value()).log("another node runs this session: it ends here");
        handedOver = true;
        return leaving();
    }

    private Behavior<SessionCommand> with(Consumer<Replica> change) {
        replica.ifPresent(change);
        return this;
    }

    /** A live session whose row is in step goes on elsewhere; its media stays where it is. */
    private Behavior<SessionCommand> onStopNow() {
        boolean live = LiveSnapshot.of(state).isPresent();
        if (live && replica.map(Replica::inStep).orElse(false)) {
            handedOver = true;
            home.tellSuccessor(new SessionCommand.Wake());
        }
        return Behaviors.stopped();
    }

    private Behavior<SessionCommand> onCancel(Cancel cancel) {
        replies.remember(cancel.transaction(), cancel.replyTo());
        return on(new InviteCancelled(cancel.transaction()));
    }

    private Behavior<SessionCommand> onPause(Pause pause) {
        Behavior<SessionCommand> next = on(new PauseRequested(pause.paused()));
        boolean done = state.paused().map(paused -> paused == pause.paused()).orElse(false);
        pause.replyTo().tell(new SessionCommand.PauseReply(done));
        return next;
    }

    private Behavior<SessionCommand> onMediaAnswered(CallMediaLink.Answered answered) {
        media.onAnswered(answered.reply());
        return this;
    }

    private Behavior<SessionCommand> onMediaTerminated(CallMediaLink.Terminated terminated) {
        media.onTerminated(terminated.media());
        return this;
    }

    private Behavior<SessionCommand> on(SessionEvent event) {
        if (event instanceof SessionEvent.MediaObserved observed) {
            accounts = observed.accounts();
        }
        take(logic.on(state, event, environment.clock().instant()));
        return stopping ? leaving() : this;
    }

    private void take(Step step) {
        logTransition(step.next());
        state = step.next();
        publish();
        replica.ifPresent(kept -> kept.note(LiveSnapshot.of(state)));
        step.effects().forEach(this::run);
    }

    /** What waits in the mailbox already may be a new call: stopping at once would lose it. */
    private Behavior<SessionCommand> leaving() {
        home.leave(getContext().getSelf());
        return Behaviors.receive(SessionCommand.class)
                .onMessage(StopNow.class, stop -> Behaviors.stopped())
                .onMessage(SessionMessage.class, own -> Behaviors.same())
                .onMessage(SessionCommand.class, late -> {
                    home.tellSuccessor(late);
                    return Behaviors.same();
                })
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private void run(Effect effect) {
        switch (effect) {
            case Effect.Reply reply -> reply(reply);
            case Effect.Send send -> environment.signalling().send(send.request());
            case Effect.StartMedia start -> media.start(start.streams(), start.description(), start.avoided());
            case Effect.UpdateMedia update -> media.update(update.streams());
            case Effect.HoldMedia hold -> media.hold(hold.streams());
            case Effect.AcknowledgeMedia acknowledged -> media.acknowledge();
            case Effect.Describe describe -> media.describe(describe.description());
            case Effect.EnterRecording enter -> enter(enter.description());
            case Effect.ObserveMedia observe -> media.observe();
            case Effect.CloseMedia close -> media.close();
            case Effect.FinishRecording finish -> finish(finish.description());
            case Effect.StartTimer start ->
                timers.startSingleTimer(
                        start.timer(), new Happened(new SessionEvent.TimerFired(start.timer())), start.after());
            case Effect.CancelTimer cancel -> timers.cancel(cancel.timer());
            case Effect.Count count ->
                environment
                        .metrics()
                        .counter("callvault.session.refused", "reason", count.reason())
                        .increment();
            case Effect.Stop stop -> stopping = true;
        }
    }

    /** What the SRC learns another node could be asked about. */
    private void reply(Effect.Reply reply) {
        Runnable telling = () -> replies.send(reply.transaction(), reply.response());
        replica.ifPresentOrElse(kept -> kept.whenKept(telling), telling);
    }

    private void finish(RecordingDescription description) {
        media.finish(description);
        replica.ifPresent(Replica::remove);
    }

    private void enter(RecordingDescription description) {
        getContext()
                .pipeToSelf(
                        environment.recordings().begin(description),
                        (done, failure) -> new Happened(new SessionEvent.RecordingEntered(failure == null)));
    }

    private void publish() {
        LiveSession.of(state, accounts)
                .ifPresentOrElse(
                        environment.live()::put, () -> environment.live().remove(callId.value()));
    }

    private void logTransition(SessionState next) {
        if (!next.word().equals(state.word())) {
            LOG.atInfo()
                    .addKeyValue("callId", callId.value())
                    .addKeyValue("from", state.word())
                    .addKeyValue("to", next.word())
                    .log("session");
        }
    }

    /** Reached with a live call only after a failure or when the node ends: nothing received may be lost. */
    private Behavior<SessionCommand> onPostStop() {
        environment.live().remove(callId.value());
        if (handedOver) {
            media.release();
        } else {
            state.endedHere("session_failed", environment.clock().instant()).ifPresent(description -> {
                media.abandon(description);
                replica.ifPresent(Replica::remove);
            });
        }
        return this;
    }
}
