package org.callvault.sip;

import akka.Done;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.SupervisorStrategy;
import akka.actor.typed.javadsl.AbstractBehavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.Receive;
import akka.actor.typed.javadsl.TimerScheduler;
import gov.nist.javax.sip.message.SIPResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import javax.sip.SipException;
import org.callvault.session.SessionCommand;
import org.callvault.session.signal.OutboundRequest;
import org.callvault.session.signal.SipHeader;
import org.callvault.session.signal.SipResponse;
import org.jspecify.annotations.Nullable;

/** Where answers leave: takes what sessions reply, and answers in place of a session that does not. */
final class SipFrontend extends AbstractBehavior<SipFrontend.Command> {
    /** What it understands. */
    sealed interface Command {
        /** A session answers. */
        record Reply(SessionCommand.SipReply reply) implements Command {}

        /** A session sends a request of its own. */
        record Send(OutboundRequest request) implements Command {}

        /** Completes when every open request has its answer, or the time-out for answers is over. */
        record Quiesce(CompletableFuture<Done> quiet) implements Command {}

        /** Stops it. */
        record Halt() implements Command {}
    }

    private record Tick() implements Command {}

    /** Everything it works with; shared with {@link RequestIntake}. */
    record Wiring(
            ServerCalls calls,
            Responses responses,
            Sender sender,
            OutboundRequests outbound,
            Answers answers,
            SessionRouter router,
            Duration requestTimeout,
            LongSupplier nanos,
            SipMetrics metrics,
            String node) {}

    private static final Duration TICK = Duration.ofMillis(200);

    /** A message may be lost while a session moves; the same one again is harmless, because sessions know what they have answered. */
    private static final int ASK_AGAIN_TICKS = 5;

    /** 64*T1 (RFC 3261, 13.3.1.4), how long a session may repeat its 2xx, and a margin. */
    private static final Duration REPEATABLE = Duration.ofSeconds(32 + 5);

    private static final SipHeader RETRY_AFTER = new SipHeader("Retry-After", "5");

    private final Wiring with;
    private final ActorRef<SessionCommand.SipReply> replies;

    private @Nullable CompletableFuture<Done> quiet;
    private long quiesceUntil;
    private long ticks;

    private SipFrontend(ActorContext<Command> context, Wiring with) {
        super(context);
        this.with = with;
        this.replies = context.messageAdapter(SessionCommand.SipReply.class, Command.Reply::new);
    }

    /**
     * The frontend of one server.
     *
     * @param repliesTo completed with the reference that sessions are told to answer to
     */
    static Behavior<Command> create(Wiring with, CompletableFuture<ActorRef<SessionCommand.SipReply>> repliesTo) {
        Behavior<Command> frontend =
                Behaviors.setup(context -> Behaviors.withTimers(timers -> start(context, timers, with, repliesTo)));
        // Sessions hold its reference: it must outlive every bug.
        return Behaviors.supervise(frontend).onFailure(SupervisorStrategy.resume());
    }

    private static SipFrontend start(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Wiring with,
            CompletableFuture<ActorRef<SessionCommand.SipReply>> repliesTo) {
        SipFrontend frontend = new SipFrontend(context, with);
        timers.startTimerWithFixedDelay(new Tick(), TICK);
        repliesTo.complete(frontend.replies);
        return frontend;
    }

    @Override
    public Receive<Command> createReceive() {
        return newReceiveBuilder().onMessage(Command.class, this::on).build();
    }

    private Behavior<Command> on(Command command) {
        switch (command) {
            case Command.Halt _ -> {
                return Behaviors.stopped();
            }
            case Command.Reply(var reply) -> reply(reply);
            case Command.Send(var request) -> send(request);
            case Command.Quiesce(var future) -> quiesce(future);
            case Tick _ -> tick();
        }
        return this;
    }

    private void send(OutboundRequest request) {
        boolean ack = request.method().equals("ACK");
        if (ack) {
            with.answers().acknowledged(request);
        }
        if (!with.outbound().send(request) && !ack) {
            with.answers().unsent(request);
        }
    }

    private void reply(SessionCommand.SipReply reply) {
        ServerCall call = with.calls().find(reply.transaction());
        if (call == null) {
            with.metrics().rejected("late-reply");
            return;
        }
        answer(call, reply.response());
    }

    /** A reply that cannot be sent is counted; nothing that a session says may stop the frontend. */
    private void answer(ServerCall call, SipResponse response) {
        try {
            SIPResponse first = call.answer();
            if (first != null) {
                if (response.status() / 100 == 2) {
                    with.sender().repeat(call.request(), first);
                }
                return;
            }
            first(call, response);
        } catch (SipException gone) {
            with.metrics().rejected("unanswerable");
            getContext()
                    .getLog()
                    .atDebug()
                    .addKeyValue("callId", call.callId().value())
                    .addKeyValue("cause", gone.getClass().getName())
                    .log("An answer could not be sent");
        } catch (RuntimeException bug) {
            with.metrics().failed("reply");
            getContext()
                    .getLog()
                    .atError()
                    .setCause(bug)
                    .addKeyValue("callId", call.callId().value())
                    .log("An answer could not be written");
        }
    }

    private void first(ServerCall call, SipResponse from) throws SipException {
        SIPResponse response = with.responses().of(call.request(), call.peer(), from);
        if (from.status() >= 200) {
            if (call.isInvite() && from.status() < 300) {
                SIPResponse kept = (SIPResponse) response.clone();
                call.answered(kept, with.nanos().getAsLong() + REPEATABLE.toNanos());
            } else {
                with.calls().remove(call);
            }
        }
        with.sender().reply(call.transaction(), response);
    }

    private void tick() {
        for (ServerCall call : with.calls().over(with.nanos().getAsLong())) {
            if (call.answer() != null) {
                with.calls().remove(call);
            } else {
                abandon(call);
            }
        }
        if (++ticks % ASK_AGAIN_TICKS == 0) {
            with.calls().unanswered().forEach(this::askAgain);
        }
        quiesceIfDone();
    }

    private void askAgain(ServerCall call) {
        with.router().tell(call.callId(), new SessionCommand.Handle(call.asked(), replies));
    }

    /** The session did not answer: the SRC gets a 500 that lets it try again, and the session is told to forget an INVITE. */
    private void abandon(ServerCall call) {
        with.metrics().rejected("session-timeout");
        answer(call, new SipResponse(500, null, with.responses().token(), List.of(RETRY_AFTER), null, new byte[0]));
        if (call.isInvite()) {
            with.router().tell(call.callId(), new SessionCommand.Cancel(call.key(), replies));
        }
    }

    private void quiesce(CompletableFuture<Done> future) {
        quiet = future;
        quiesceUntil = with.nanos().getAsLong() + with.requestTimeout().toNanos() + TICK.toNanos();
        quiesceIfDone();
    }

    private void quiesceIfDone() {
        if (quiet != null && (with.calls().allAnswered() || with.nanos().getAsLong() - quiesceUntil > 0)) {
            quiet.complete(Done.getInstance());
        }
    }
}
