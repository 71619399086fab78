package org.callvault.session;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import java.util.LinkedHashMap;
import java.util.List;
import org.callvault.media.lane.StreamAccount;
import org.callvault.recording.RecordingDescription;
import org.callvault.session.SessionCommand.Answered;
import org.callvault.session.SessionCommand.Cancel;
import org.callvault.session.SessionCommand.End;
import org.callvault.session.SessionCommand.Handle;
import org.callvault.session.SessionCommand.Pause;
import org.callvault.session.signal.CallId;
import org.callvault.session.signal.SipResponse;
import org.callvault.session.state.Effect;
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
    private final ReplyAddresses replies = new ReplyAddresses();
    private final CallMediaLink media;
    private SessionState state = new SessionState.Idle();
    private List<StreamAccount> accounts = List.of();
    private boolean stopping;

    /** A fact for the logic, from an adapter, a timer or a future. */
    record Happened(SessionEvent event) implements SessionMessage {}

    /** Sharding wants the entity gone. */
    private record StopNow() implements SessionMessage {}

    private SessionActor(
            ActorContext<SessionCommand> context,
            TimerScheduler<SessionCommand> timers,
            CallId callId,
            SessionEnvironment environment,
            SessionHome home) {
        super(context);
        this.callId = callId;
        this.environment = environment;
        this.home = home;
        this.logic = new SessionLogic(environment.context(), environment.random());
        this.timers = timers;
        this.media = new CallMediaLink(context, environment.media());
    }

    public static Behavior<SessionCommand> create(CallId callId, SessionEnvironment environment, SessionHome home) {
        Behavior<SessionCommand> behavior = Behaviors.setup(context ->
                Behaviors.withTimers(timers -> new SessionActor(context, timers, callId, environment, home)));
        return Behaviors.supervise(behavior).onFailure(SupervisorStrategy.stop());
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
                .onMessage(StopNow.class, stop -> Behaviors.stopped())
                .onSignal(PostStop.class, signal -> onPostStop())
                .build();
    }

    private Behavior<SessionCommand> onHandle(Handle handle) {
        replies.remember(handle.request().transaction(), handle.replyTo());
        return on(new RequestReceived(handle.request()));
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
        media.onTerminated();
        return this;
    }

    private Behavior<SessionCommand> on(SessionEvent event) {
        if (event instanceof SessionEvent.MediaObserved observed) {
            accounts = observed.accounts();
        }
        Step step = logic.on(state, event, environment.clock().instant());
        logTransition(step.next());
        state = step.next();
        publish();
        step.effects().forEach(this::run);
        return stopping ? leaving() : this;
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
            case Effect.Reply reply -> replies.send(reply.transaction(), reply.response());
            case Effect.Send send -> environment.signalling().send(send.request());
            case Effect.StartMedia start -> media.start(start.streams(), start.description());
            case Effect.UpdateMedia update -> media.update(update.streams());
            case Effect.HoldMedia hold -> media.hold(hold.streams());
            case Effect.AcknowledgeMedia acknowledged -> media.acknowledge();
            case Effect.Describe describe -> media.describe(describe.description());
            case Effect.EnterRecording enter -> enter(enter.description());
            case Effect.ObserveMedia observe -> media.observe();
            case Effect.CloseMedia close -> media.close();
            case Effect.FinishRecording finish -> environment.recordings().finish(finish.description());
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
        state.endedHere("session_failed", environment.clock().instant())
                .ifPresent(description -> media.abandon(
                        description, () -> environment.recordings().finish(description)));
        return this;
    }

    /** Where answers go, for the latest transactions. */
    private static final class ReplyAddresses {
        private static final int MOST = 32;
        private final LinkedHashMap<String, ActorRef<SessionCommand.SipReply>> byTransaction = new LinkedHashMap<>();

        void remember(String transaction, ActorRef<SessionCommand.SipReply> replyTo) {
            if (transaction.isEmpty()) {
                return;
            }
            byTransaction.putLast(transaction, replyTo);
            if (byTransaction.size() > MOST) {
                byTransaction.pollFirstEntry();
            }
        }

        void send(String transaction, SipResponse response) {
            ActorRef<SessionCommand.SipReply> replyTo = byTransaction.get(transaction);
            if (replyTo != null) {
                replyTo.tell(new SessionCommand.SipReply(transaction, response));
            }
        }
    }
}
