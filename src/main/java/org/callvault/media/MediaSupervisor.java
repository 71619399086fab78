package org.callvault.media;

import akka.Done;
import akka.actor.CoordinatedShutdown;
import akka.actor.typed.ActorRef;
import akka.actor.typed.Behavior;
import akka.actor.typed.ChildFailed;
import akka.actor.typed.PostStop;
import akka.actor.typed.Terminated;
import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.AskPattern;
import akka.actor.typed.javadsl.Behaviors;
import akka.actor.typed.javadsl.TimerScheduler;
import akka.stream.Materializer;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.callvault.config.Settings;
import org.callvault.dtls.DtlsEndpoint;
import org.callvault.dtls.DtlsIdentity;
import org.callvault.dtls.DtlsLimits;
import org.callvault.media.lane.Lane;
import org.callvault.media.lane.LaneCall;
import org.callvault.media.lane.LaneWriter;
import org.callvault.media.lane.MediaMeters;
import org.callvault.media.lane.MediaPipeline;
import org.callvault.media.lane.MediaSink;
import org.callvault.media.lane.ReceiveLane;
import org.callvault.media.lane.Reports;
import org.callvault.media.port.PortLeases;
import org.callvault.media.socket.SocketChoice;
import org.jspecify.annotations.Nullable;

/**
 * Media of this node: runs the lanes and starts one {@link CallMedia} per call on the least loaded of them. A call that
 * fails is finished in its lane, so its ports are free and what it received is kept; a lane whose graph fails gets a
 * new one and goes on with its calls.
 */
public final class MediaSupervisor {
    /** Between a graph's failure and the next one: long enough that a lasting fault does not burn the machine. */
    private static final Duration RESTART_AFTER = Duration.ofMillis(500);

    /** Unless the settings say otherwise: each holds memory for its sweeps, and few of them serve all that a node may. */
    private static final int MOST_LANES = 8;

    private static final Duration STOP_WITHIN = Duration.ofSeconds(30);

    /** Name of the gauge of streams that this node receives. */
    public static final String STREAMS = "callvault.media.streams";

    private final ActorContext<Command> context;
    private final TimerScheduler<Command> timers;
    private final Settings.Media settings;
    private final MediaMeters meters;
    private final PortLeases leases;
    private final MediaPipeline.Intervals intervals;
    private final SecureRandom random = new SecureRandom();
    private final DtlsEndpoint endpoint;
    private final List<RunningLane> lanes = new ArrayList<>();
    private final Map<ActorRef<CallMedia.Command>, OpenCall> calls = new HashMap<>();
    private final List<ActorRef<Done>> stoppers = new ArrayList<>();

    /** What the supervisor takes. */
    public sealed interface Command permits StartCall, FindCall, Stop, LaneEnded, RestartLane {}

    /**
     * Binds ports and starts to receive.
     *
     * @param recording names the recording to the sink
     * @param description first description entry, UTF-8 JSON
     */
    public record StartCall(
            String recording, List<StreamPlan> streams, byte[] description, ActorRef<StartReply> replyTo)
            implements Command {}

    /** Asks for the media of a call that was started here. */
    public record FindCall(String recording, ActorRef<FindReply> replyTo) implements Command {}

    /** Finishes all calls, flushes and closes all lanes, then answers; no call is started after that. */
    public record Stop(ActorRef<Done> replyTo) implements Command {}

    /** Answer to StartCall. */
    public sealed interface StartReply permits Started, StartRefused {}

    public record Started(ActorRef<CallMedia.Command> media, List<StreamPorts> ports) implements StartReply {}

    public record StartRefused(MediaRefusal reason, String detail) implements StartReply {}

    /** A graph ended: by itself after a stop, or by a failure. */
    record LaneEnded(RunningLane lane, @Nullable Throwable failure) implements Command {}

    record RestartLane(RunningLane lane) implements Command {}

    record RunningLane(int number, Lane lane, LaneWriter writer) {}

    private record OpenCall(LaneCall call, Lane lane) {}

    private MediaSupervisor(
            ActorContext<Command> context,
            TimerScheduler<Command> timers,
            Settings.Media settings,
            MediaPipeline.Intervals intervals,
            PortLeases leases,
            DtlsIdentity identity,
            MediaMeters meters) {
        this.context = context;
        this.timers = timers;
        this.settings = settings;
        this.intervals = intervals;
        this.leases = leases;
        this.endpoint = new DtlsEndpoint(
                identity,
                new DtlsLimits(
                        settings.dtls().handshakeTimeout(),
                        DtlsLimits.RESEND,
                        settings.dtls().maxHandshakes()),
                random);
        this.meters = meters;
    }

    /**
     * The supervisor of one node. Uses the dispatchers callvault.media.receive-dispatcher and
     * callvault.media.write-dispatcher, and registers its {@link Stop} with the system's coordinated shutdown.
     *
     * @param identity what this node shows in DTLS handshakes
     * @param flush how often what was received is forced to disk
     * @param clock time of day, for arrival times
     * @throws IllegalArgumentException for an address, a range of ports or a way to receive that cannot be
     */
    public static Behavior<Command> create(
            Settings.Media settings,
            DtlsIdentity identity,
            Duration flush,
            MediaSink sink,
            MeterRegistry metrics,
            InstantSource clock) {
        InetAddress bound = BindAddress.of(settings.bind());
        SocketChoice choice = SocketChoice.of(settings.receive(), bound);
        PortLeases leases = new PortLeases(
                choice.sockets(), bound, settings.receiveBufferBytes(), settings.portMin(), settings.portMax());
        MediaMeters meters = new MediaMeters(metrics);
        MediaPipeline.Intervals intervals = new MediaPipeline.Intervals(settings.sweep(), flush);
        return Behaviors.setup(context -> Behaviors.withTimers(timers -> {
            MediaSupervisor supervisor =
                    new MediaSupervisor(context, timers, settings, intervals, leases, identity, meters);
            meters.receivesBy(choice.sockets().name());
            MediaNotices.tell(context.getLog(), choice, bound, settings.receiveBufferBytes());
            supervisor.openLanes(sink, clock);
            supervisor.stopWithSystem();
            return supervisor.serving();
        }));
    }

    private Behavior<Command> serving() {
        return Behaviors.receive(Command.class)
                .onMessage(StartCall.class, this::onStartCall)
                .onMessage(FindCall.class, this::onFindCall)
                .onMessage(Stop.class, this::onStop)
                .onMessage(LaneEnded.class, this::onLaneFailed)
                .onMessage(RestartLane.class, restart -> run(restart.lane()))
                .onSignal(ChildFailed.class, this::onCallFailed)
                .onSignal(Terminated.class, this::onCallEnded)
                .onSignal(PostStop.class, stop -> stopLanes())
                .build();
    }

    /** Waiting for the lanes, which finish their calls. */
    private Behavior<Command> stopping(int left) {
        return Behaviors.receive(Command.class)
                .onMessage(StartCall.class, this::refuse)
                .onMessage(FindCall.class, this::onFindCall)
                .onMessage(Stop.class, stop -> {
                    stoppers.add(stop.replyTo());
                    return answerWhenStopped(left);
                })
                .onMessage(LaneEnded.class, ended -> answerWhenStopped(left - 1))
                .onMessage(RestartLane.class, restart -> run(restart.lane()))
                .onSignal(Terminated.class, this::onCallEnded)
                .build();
    }

    private void openLanes(MediaSink sink, InstantSource clock) {
        int count = settings.lanes() > 0
                ? settings.lanes()
                : Math.min(Runtime.getRuntime().availableProcessors(), MOST_LANES);
        for (int number = 0; number < count; number++) {
            Reports reports = new Reports(settings.reportInterval(), random, meters);
            Lane lane = new Lane(new ReceiveLane(meters), leases, reports, new MicrosOf(clock), System::nanoTime);
            RunningLane running = new RunningLane(number, lane, new LaneWriter(number, sink.openLane(number), meters));
            lanes.add(running);
            run(running);
        }
        meters.gauge(STREAMS, this, MediaSupervisor::load);
        meters.gauge("callvault.media.dtls.running", endpoint, DtlsEndpoint::handshakes);
        meters.gauge("callvault.media.ports.leased", leases, PortLeases::leased);
    }

    private Behavior<Command> run(RunningLane running) {
        context.pipeToSelf(
                MediaPipeline.run(
                        running.lane(),
                        running.writer(),
                        intervals,
                        meters,
                        Materializer.matFromSystem(context.getSystem())),
                (done, failure) -> new LaneEnded(running, failure));
        return Behaviors.same();
    }

    private void stopWithSystem() {
        ActorRef<Command> self = context.getSelf();
        var system = context.getSystem();
        CoordinatedShutdown.get(system)
                .addTask(
                        CoordinatedShutdown.PhaseServiceStop(),
                        "finish-media",
                        () -> AskPattern.ask(self, Stop::new, STOP_WITHIN, system.scheduler()));
    }

    private Behavior<Command> onStartCall(StartCall start) {
        Lane lane = lanes.stream()
                .map(RunningLane::lane)
                .min(Comparator.comparingInt(Lane::load))
                .orElseThrow();
        LaneCall call = new LaneCall(start.recording(), Cname.next(random));
        CallStreams streams =
                new CallStreams(call, lane, leases, settings.maxStreamsPerCall(), System::nanoTime, endpoint, meters);
        ActorRef<CallMedia.Command> media = context.spawnAnonymous(CallMedia.create(call, lane, streams, meters));
        calls.put(media, new OpenCall(call, lane));
        context.watch(media);
        media.tell(new CallMedia.Begin(start));
        return Behaviors.same();
    }

    private Behavior<Command> onFindCall(FindCall find) {
        calls.entrySet().stream()
                .filter(open -> open.getValue().call().recording().equals(find.recording()))
                .map(Map.Entry::getKey)
                .findFirst()
                .ifPresentOrElse(media -> media.tell(new CallMedia.Introduce(find.replyTo())), () -> find.replyTo()
                        .tell(new FindReply.NotFound()));
        return Behaviors.same();
    }

    private Behavior<Command> refuse(StartCall start) {
        start.replyTo().tell(new StartRefused(MediaRefusal.FAILED, "the node is stopping"));
        return Behaviors.same();
    }

    private Behavior<Command> onCallFailed(ChildFailed failed) {
        meters.callFailed();
        return onCallEnded(failed);
    }

    /** However it ended: what it leaves in the lane is drained, its ports are freed, its recording is ended. */
    private Behavior<Command> onCallEnded(Terminated ended) {
        OpenCall open = calls.remove(ended.getRef().<CallMedia.Command>unsafeUpcast());
        if (open != null) {
            open.lane().finish(open.call());
        }
        return Behaviors.same();
    }

    private Behavior<Command> onLaneFailed(LaneEnded ended) {
        meters.laneFailed();
        context.getLog()
                .atError()
                .addKeyValue("lane", ended.lane().number())
                .setCause(ended.failure())
                .log("a media lane's graph ended; it is started again");
        timers.startSingleTimer(ended.lane(), new RestartLane(ended.lane()), RESTART_AFTER);
        return Behaviors.same();
    }

    private Behavior<Command> onStop(Stop stop) {
        stoppers.add(stop.replyTo());
        stopLanes();
        return stopping(lanes.size());
    }

    private Behavior<Command> stopLanes() {
        lanes.forEach(running -> running.lane().stop());
        return Behaviors.same();
    }

    private Behavior<Command> answerWhenStopped(int left) {
        if (left <= 0) {
            stoppers.forEach(stopper -> stopper.tell(Done.getInstance()));
            stoppers.clear();
        }
        return stopping(left);
    }

    private int load() {
        return lanes.stream().mapToInt(running -> running.lane().load()).sum();
    }
}
