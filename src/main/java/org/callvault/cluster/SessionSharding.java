package org.callvault.cluster;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.cluster.sharding.typed.ShardingEnvelope;
import akka.cluster.sharding.typed.javadsl.ClusterSharding;
import akka.cluster.sharding.typed.javadsl.Entity;
import akka.cluster.sharding.typed.javadsl.EntityTypeKey;
import org.callvault.session.SessionActor;
import org.callvault.session.SessionCommand;
import org.callvault.session.SessionEnvironment;
import org.callvault.session.signal.CallId;
import org.callvault.sip.SessionRouter;

/** Routes to the session entity of a Call-ID, wherever it lives. */
public final class SessionSharding implements SessionRouter {
    private static final EntityTypeKey<SessionCommand> SESSION = EntityTypeKey.create(SessionCommand.class, "session");

    private final ActorRef<ShardingEnvelope<SessionCommand>> region;

    private SessionSharding(ActorRef<ShardingEnvelope<SessionCommand>> region) {
        this.region = region;
    }

    public static SessionSharding start(ActorSystem<?> system, SessionEnvironment environment) {
        return new SessionSharding(ClusterSharding.get(system)
                .init(Entity.of(SESSION, entity -> SessionActor.create(new CallId(entity.getEntityId()), environment))
                        .withStopMessage(SessionActor.stopMessage())));
    }

    @Override
    public void tell(CallId callId, SessionCommand command) {
        region.tell(new ShardingEnvelope<>(callId.value(), command));
    }
}
