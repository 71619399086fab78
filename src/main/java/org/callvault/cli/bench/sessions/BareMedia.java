package org.callvault.cli.bench.sessions;

import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.Behaviors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.callvault.media.CallMedia;
import org.callvault.media.FindReply;
import org.callvault.media.MediaSupervisor;
import org.callvault.media.StreamPlan;
import org.callvault.media.StreamPorts;
import org.callvault.session.MediaHost;

/** Media of a node as sessions see it: one actor a call, which answers all they ask and binds no port. */
final class BareMedia {
    private static final int FIRST_PORT = 16_384;

    private final ActorContext<MediaHost.Command> context;
    private final AtomicInteger streams;
    private final Map<String, FindReply.Found> calls = new HashMap<>();

    private BareMedia(ActorContext<MediaHost.Command> context, AtomicInteger streams) {
        this.context = context;
        this.streams = streams;
    }

    /**
     * @param streams kept at how many there are
     */
    static Behavior<MediaHost.Command> create(AtomicInteger streams) {
        return Behaviors.setup(context -> new BareMedia(context, streams).serving());
    }

    private Behavior<MediaHost.Command> serving() {
        return Behaviors.receive(MediaHost.Command.class)
                .onMessage(MediaHost.Start.class, start -> onStart(start.call()))
                .onMessage(MediaHost.Find.class, find -> onFind(find.call()))
                .onMessage(MediaHost.Finish.class, finish -> {
                    calls.remove(finish.description().id().value());
                    return Behaviors.same();
                })
                .build();
    }

    private Behavior<MediaHost.Command> onStart(MediaSupervisor.StartCall start) {
        List<StreamPorts> ports = ports(start.streams());
        ActorRef<CallMedia.Command> media = context.spawnAnonymous(call(ports.size()));
        calls.put(start.recording(), new FindReply.Found(media, start.streams(), ports));
        streams.addAndGet(ports.size());
        start.replyTo().tell(new MediaSupervisor.Started(media, ports));
        return Behaviors.same();
    }

    private Behavior<MediaHost.Command> onFind(MediaSupervisor.FindCall find) {
        FindReply.Found found = calls.get(find.recording());
        find.replyTo().tell(found == null ? new FindReply.NotFound() : found);
        return Behaviors.same();
    }

    private static List<StreamPorts> ports(List<StreamPlan> plans) {
        return plans.stream()
                .map(plan ->
                        new StreamPorts(plan.index(), FIRST_PORT + 2 * plan.index(), FIRST_PORT + 1 + 2 * plan.index()))
                .toList();
    }

    private Behavior<CallMedia.Command> call(int count) {
        return Behaviors.receive(CallMedia.Command.class)
                .onMessage(CallMedia.Update.class, update -> {
                    update.replyTo().tell(new CallMedia.Updated(ports(update.streams())));
                    return Behaviors.same();
                })
                .onMessage(CallMedia.GetActivity.class, asked -> {
                    asked.replyTo().tell(new CallMedia.Activity(List.of()));
                    return Behaviors.same();
                })
                .onMessage(CallMedia.Close.class, close -> {
                    streams.addAndGet(-count);
                    close.replyTo().tell(new CallMedia.Closed(List.of()));
                    return Behaviors.stopped();
                })
                .onMessage(CallMedia.Command.class, other -> Behaviors.same())
                .build();
    }
}
