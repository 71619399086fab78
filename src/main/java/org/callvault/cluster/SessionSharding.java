package org.callvault.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityContext;
import akka.cluster.sharding.typed.javadsl.EntityRef;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.callvault.session.SessionActor;
import org.callvault.session.SessionCommand;
import org.callvault.session.SessionEnvironment;
import org.callvault.session.SessionHome;
import org.callvault.session.SessionStart;
import org.callvault.session.signal.CallId;
import org.callvault.sip.SessionRouter;

/** Routes to the session entity of a Call-ID, wherever it lives. */
public final class SessionSharding implements SessionRouter {
    private static final EntityTypeKey<SessionCommand> SESSION = EntityTypeKey.create(SessionCommand.class, "session");

    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(5);

    private final ActorSystem<?> system;
    private final ActorRef<ShardingEnvelope<SessionCommand>> region;

    private SessionSharding(ActorSystem<?> system, ActorRef<ShardingEnvelope<SessionCommand>> region) {
        this.system = system;
        this.region = region;
    }

    public static SessionSharding start(ActorSystem<?> system, SessionEnvironment environment) {
        return new SessionSharding(
                system,
                ClusterSharding.get(system)
                        .init(Entity.of(SESSION, entity -> entity(entity, environment))
                                .withStopMessage(SessionActor.stopMessage())));
    }

    private static Behavior<SessionCommand> entity(
            EntityContext<SessionCommand> entity, SessionEnvironment environment) {
        return Behaviors.setup(context -> SessionStart.create(
                new CallId(entity.getEntityId()),
                environment,
                new Shard(
                        entity.getShard(),
                        ClusterSharding.get(context.getSystem()).entityRefFor(SESSION, entity.getEntityId()))));
    }

    /** A shard keeps messages for an entity that leaves, and starts it anew for them. */
    private record Shard(ActorRef<ClusterSharding.ShardCommand> shard, EntityRef<SessionCommand> successor)
            implements SessionHome {
        @Override
        public void leave(ActorRef<SessionCommand> entity) {
            shard.tell(new ClusterSharding.Passivate<>(entity));
        }

        @Override
        public void tellSuccessor(SessionCommand command) {
            successor.tell(command);
        }
    }

    /** Asks a session to keep nothing, or everything again; completes with whether it does. */
    public CompletionStage<Boolean> pause(CallId callId, boolean paused) {
        return AskPattern.<ShardingEnvelope<SessionCommand>, SessionCommand.PauseReply>ask(
                        region,
                        replyTo -> new ShardingEnvelope<>(callId.value(), new SessionCommand.Pause(paused, replyTo)),
                        ANSWER_WITHIN,
                        system.scheduler())
                .thenApply(SessionCommand.PauseReply::done);
    }

    @Override
    public void tell(CallId callId, SessionCommand command) {
        region.tell(new ShardingEnvelope<>(callId.value(), command));
    }
}
