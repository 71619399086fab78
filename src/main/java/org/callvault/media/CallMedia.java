package org.callvault.media;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.PostStop;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.callvault.media.lane.Lane;
import org.callvault.media.lane.LaneCall;
import org.callvault.media.lane.LaneCommand;
import org.callvault.media.lane.MediaMeters;
import org.callvault.media.lane.StreamAccount;
import org.jspecify.annotations.Nullable;

/**
 * Sockets, SRTP contexts and accounting of one call on this node.
 *
 * <p>The actor is the call's side of them: it leases ports and tells the lane, which does the rest. It is receiving
 * from its start to Close, then closing until all is durable, then gone. Should it fail, its supervisor finishes the
 * call in the lane.
 */
public final class CallMedia {
    /** How often the account is written, so that a crash leaves one that is nearly right. */
    private static final Duration ACCOUNT_INTERVAL = Duration.ofSeconds(10);

    private final ActorContext<Command> context;
    private final LaneCall call;
    private final Lane lane;
    private final CallStreams streams;
    private final MediaMeters meters;
    private final List<ActorRef<Closed>> closers = new ArrayList<>();

    /** What a call's media takes. */
    public sealed interface Command permits Update, Acknowledge, Describe, GetActivity, Close, MediaMessage {}

    /** Private messages of the package. */
    non-sealed interface MediaMessage extends Command {}

    /** Brings the streams to this plan: new ones get ports, vanished ones are closed, the others keep theirs. */
    public record Update(List<StreamPlan> streams, ActorRef<UpdateReply> replyTo) implements Command {}

    /**
     * The SRC has acknowledged our answer, so it hears us: from now on RTCP may go to where its description says, before
     * anything came from there.
     */
    public record Acknowledge() implements Command {}

    /** Appends a description entry. */
    public record Describe(byte[] description) implements Command {}

    /** Asks for the account. */
    public record GetActivity(ActorRef<Activity> replyTo) implements Command {}

    /** Takes what the kernel still holds, appends the account, flushes and ends the recording in the sink. */
    public record Close(ActorRef<Closed> replyTo) implements Command {}

    /** Answer to Update. */
    public sealed interface UpdateReply permits Updated, UpdateRefused {}

    public record Updated(List<StreamPorts> ports) implements UpdateReply {}

    /** The streams are as before. */
    public record UpdateRefused(MediaRefusal reason, String detail) implements UpdateReply {}

    public record Activity(List<StreamAccount> streams) {
        public Activity {
            streams = List.copyOf(streams);
        }
    }

    /** Everything received is durable in the sink. */
    public record Closed(List<StreamAccount> streams) {
        public Closed {
            streams = List.copyOf(streams);
        }
    }

    /** Comes first: a message, because what an actor is made from lives as long as it does, keys among it. */
    record Begin(MediaSupervisor.StartCall start) implements MediaMessage {}

    /** A session that lost sight of this call asks what it is. */
    record Introduce(ActorRef<FindReply> replyTo) implements MediaMessage {}

    private record AccountDue() implements MediaMessage {}

    /** The lane is done with the call; a failure means that what was received is not known to be durable. */
    private record Finished(
            List<StreamAccount> account, @Nullable Throwable failure) implements MediaMessage {}

    private CallMedia(
            ActorContext<Command> context, LaneCall call, Lane lane, CallStreams streams, MediaMeters meters) {
        this.context = context;
        this.call = call;
        this.lane = lane;
        this.streams = streams;
        this.meters = meters;
    }

    /** Waits for {@link Begin}. */
    static Behavior<Command> create(LaneCall call, Lane lane, CallStreams streams, MediaMeters meters) {
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            timers.startTimerWithFixedDelay(new AccountDue(), ACCOUNT_INTERVAL);
            return new CallMedia(context, call, lane, streams, meters).waiting();
        }));
    }

    private Behavior<Command> waiting() {
        return Behaviors.receive(Command.class)
                .onMessage(Begin.class, begin -> begin(begin.start()))
                .onMessage(AccountDue.class, due -> Behaviors.same())
                .onSignal(PostStop.class, stop -> onPostStop())
                .build();
    }

    /** Starts the call's media and answers the StartCall; stops at once when it is refused. */
    private Behavior<Command> begin(MediaSupervisor.StartCall start) {
        try {
            List<StreamPorts> ports = streams.bring(start.streams());
            describe(start.description());
            start.replyTo().tell(new MediaSupervisor.Started(context.getSelf(), ports));
            return receiving();
        } catch (CallStreams.Refusal refusal) {
            meters.refused(refusal.reason().label());
            start.replyTo().tell(new MediaSupervisor.StartRefused(refusal.reason(), refusal.detail()));
            return Behaviors.stopped();
        } catch (RuntimeException fault) {
            start.replyTo().tell(new MediaSupervisor.StartRefused(MediaRefusal.FAILED, "a fault of this node"));
            throw fault;
        }
    }

    private Behavior<Command> receiving() {
        return Behaviors.receive(Command.class)
                .onMessage(Update.class, this::onUpdate)
                .onMessage(Acknowledge.class, acknowledged -> onAcknowledge())
                .onMessage(Describe.class, command -> describe(command.description()))
                .onMessage(GetActivity.class, this::onGetActivity)
                .onMessage(Introduce.class, this::onIntroduce)
                .onMessage(AccountDue.class, due -> onAccountDue())
                .onMessage(Close.class, this::onClose)
                .onSignal(PostStop.class, stop -> onPostStop())
                .build();
    }

    /** Everything is on its way to the sink; the answer is when it is durable. */
    private Behavior<Command> closing() {
        return Behaviors.receive(Command.class)
                .onMessage(Update.class, this::refuseUpdate)
                .onMessage(Acknowledge.class, late -> Behaviors.same())
                .onMessage(Describe.class, late -> lateDescription())
                .onMessage(GetActivity.class, this::onGetActivity)
                .onMessage(Introduce.class, late -> {
                    late.replyTo().tell(new FindReply.NotFound());
                    return Behaviors.same();
                })
                .onMessage(AccountDue.class, due -> Behaviors.same())
                .onMessage(Close.class, this::joinClose)
                .onMessage(Finished.class, this::onFinished)
                .onSignal(PostStop.class, stop -> onPostStop())
                .build();
    }

    private Behavior<Command> onUpdate(Update update) {
        try {
            update.replyTo().tell(new Updated(streams.bring(update.streams())));
        } catch (CallStreams.Refusal refusal) {
            meters.refused(refusal.reason().label());
            update.replyTo().tell(new UpdateRefused(refusal.reason(), refusal.detail()));
        }
        return Behaviors.same();
    }

    private Behavior<Command> onAcknowledge() {
        call.acknowledge();
        streams.acknowledge();
        return Behaviors.same();
    }

    private Behavior<Command> describe(byte[] description) {
        if (!lane.offer(new LaneCommand.Describe(call, description))) {
            return lateDescription();
        }
        return Behaviors.same();
    }

    private Behavior<Command> lateDescription() {
        meters.descriptionLost();
        context.getLog()
                .atWarn()
                .addKeyValue("recording", call.recording())
                .log("a description came when it could not be written any more");
        return Behaviors.same();
    }

    private Behavior<Command> onGetActivity(GetActivity query) {
        var _ = lane.account(call).thenAccept(account -> query.replyTo().tell(new Activity(account)));
        return Behaviors.same();
    }

    private Behavior<Command> onIntroduce(Introduce query) {
        query.replyTo().tell(new FindReply.Found(context.getSelf(), streams.plans(), streams.ports()));
        return Behaviors.same();
    }

    /** A refusal is no loss: the next account says all that this one would. */
    private Behavior<Command> onAccountDue() {
        boolean _ = lane.offer(new LaneCommand.WriteAccount(call));
        return Behaviors.same();
    }

    private Behavior<Command> onClose(Close close) {
        closers.add(close.replyTo());
        lane.finish(call);
        context.pipeToSelf(
                call.durable(), (account, failure) -> new Finished(failure == null ? account : List.of(), failure));
        return closing();
    }

    private Behavior<Command> joinClose(Close close) {
        closers.add(close.replyTo());
        return Behaviors.same();
    }

    private Behavior<Command> refuseUpdate(Update update) {
        update.replyTo().tell(new UpdateRefused(MediaRefusal.FAILED, "the call is closing"));
        return Behaviors.same();
    }

    private Behavior<Command> onFinished(Finished finished) {
        if (finished.failure() != null) {
            throw new IllegalStateException("not known to be durable: " + call.recording(), finished.failure());
        }
        closers.forEach(closer -> closer.tell(new Closed(finished.account())));
        return Behaviors.stopped();
    }

    private Behavior<Command> onPostStop() {
        streams.close();
        return Behaviors.same();
    }
}
