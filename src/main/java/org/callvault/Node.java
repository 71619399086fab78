package org.callvault;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorSystem;
import akka.actor.typed.javadsl.AskPattern;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.callvault.admin.AdminServer;
import org.callvault.admin.life.LifeCycleRoutes;
import org.callvault.admin.node.AlarmRoutes;
import org.callvault.alarm.Alarms;
import org.callvault.cli.NodeStarter.RunningNode;
import org.callvault.cli.NodeStarter.StartFailed;
import org.callvault.cluster.Membership;
import org.callvault.cluster.SessionSharding;
import org.callvault.config.InvalidSettings;
import org.callvault.config.Settings;
import org.callvault.config.SettingsLoader;
import org.callvault.dtls.DtlsIdentity;
import org.callvault.media.MediaSupervisor;
import org.callvault.recording.retention.Custody;
import org.callvault.security.audit.AuditEvent;
import org.callvault.security.audit.AuditFile;
import org.callvault.security.audit.AuditLog;
import org.callvault.session.LiveSession;
import org.callvault.session.LiveSessions;
import org.callvault.session.SessionCommand;
import org.callvault.session.Signalling;
import org.callvault.session.signal.CallId;
import org.callvault.sip.SipServer;
import org.callvault.sip.admission.RateLimit;
import org.callvault.sip.admission.StrangerLimits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node: {@link #start} puts it together from the bottom (data directory, spool, catalog, actors, sessions) to the top
 * (SIP, API); {@link #stop} takes it apart from the top. What is opened is closed in reverse, on a failed start too.
 */
final class Node implements RunningNode {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration START_WITHIN = Duration.ofSeconds(30);
    /** Longer than a dead node of the same name is remembered with any shipped profile. */
    private static final Duration JOIN_WITHIN = Duration.ofSeconds(60);

    private static final Duration SESSIONS_END_WITHIN = Duration.ofSeconds(15);

    private final Settings settings;
    private final NodeMetrics metrics = new NodeMetrics();
    private final Alarms alarms = new Alarms(InstantSource.system(), metrics.registry());
    private final LiveSessions live = new LiveSessions();
    private final Closings closings;
    private final DtlsIdentity dtls = DtlsIdentity.generate(new SecureRandom(), Instant.now());
    private final List<String> listening;
    private final URI api;
    private final NodeSessions surroundings;
    private final SessionSharding sessions;
    private final CompletableFuture<String> ended = new CompletableFuture<>();
    private final NodeAdmission admission;
    private final AuditLog audit;

    private Node(SettingsLoader.Loaded loaded, Closings closings, Consumer<String> progress) throws Exception {
        this.closings = closings;
        this.settings = loaded.settings();
        progress.accept("opening the data directory " + settings.node().dataDirectory());
        DataDirectory data = closings.opened(
                "data directory", DataDirectory.open(settings.node().dataDirectory()));
        settings.spool()
                .alternative()
                .ifPresent(path -> closings.opened(
                        "alternative spool",
                        DataDirectory.open(path, "the alternative spool", "CALLVAULT_ALTERNATIVE_SPOOL")));
        NodeRecordings recordings =
                closings.opened("recordings", NodeRecordings.open(data, settings, metrics.registry()));
        AuditFile kept = closings.opened(
                "audit",
                AuditFile.open(
                        data.resolve("audit"),
                        settings.node().name(),
                        recordings.signer()::sign,
                        InstantSource.system(),
                        metrics::auditDropped));
        this.audit = kept;
        NodeDisks disks =
                closings.opened("disks", NodeDisks.watch(NodeDisks.of(data, settings), alarms, metrics.registry()));
        Custody custody = closings.opened("custody of recordings", recordings.custody(data, settings, kept, alarms));
        progress.accept("starting actors");
        ActorSystem<NodeGuardian.Command> system = ActorSystem.create(
                NodeGuardian.create(MediaSupervisor.create(
                        settings.media(),
                        dtls,
                        settings.recording().flush(),
                        recordings.sink(),
                        metrics.registry(),
                        InstantSource.system())),
                "callvault",
                loaded.akka());
        closings.add("actors", () -> terminate(system));
        var _ = system.getWhenTerminated()
                .whenComplete((done, failure) -> ended.complete("the cluster has removed this node, or this node itself"
                        + " because it could not tell who is alive; others go on with its calls"));
        boolean alone = settings.cluster().isAlone();
        if (!alone) {
            progress.accept("joining the cluster by "
                    + String.join(", ", settings.cluster().seeds()));
        }
        await(Membership.join(system, alone, JOIN_WITHIN), JOIN_WITHIN.plusSeconds(5));
        var _ = recordings.recover().whenComplete(Node::logRecovery);
        CompletableFuture<SipServer> sipStarted = new CompletableFuture<>();
        ActorRef<MediaSupervisor.Command> media =
                await(AskPattern.<NodeGuardian.Command, ActorRef<MediaSupervisor.Command>>ask(
                        system, NodeGuardian.GetMedia::new, START_WITHIN, system.scheduler()));
        Signalling signalling = request -> {
            var _ = sipStarted.thenAccept(sip -> sip.signalling().send(request));
        };
        this.surroundings = new NodeSessions(
                system, settings, dtls.fingerprint(), media, recordings, signalling, live, metrics.registry());
        this.sessions = surroundings.sharding();
        this.admission = admission(recordings, disks);
        progress.accept("binding listeners");
        Optional<NodeTls> tls = NodeTls.open(settings.tls(), metrics.registry());
        tls.ifPresent(identity -> closings.add("certificates", identity::close));
        Optional<NodeDigest> digest = NodeDigest.open(settings.digest());
        digest.ifPresent(users -> closings.add("users", users::close));
        SipServer sip = await(SipServer.start(
                system,
                settings.node().name(),
                settings.sip(),
                settings.tls(),
                tls,
                sessions,
                admission,
                settings.trunks(),
                digest.map(NodeDigest::authenticator),
                audit,
                metrics.registry()));
        closings.add("SIP", () -> await(sip.stop()));
        sipStarted.complete(sip);
        tls.ifPresent(identity -> identity.watch(NodeTls.LOOK_EVERY));
        this.listening = sip.listening();
        AdminServer admin = await(AdminServer.start(
                system,
                settings.admin(),
                new NodeReadiness(admission, recordings, disks),
                live,
                this::pause,
                surroundings::views,
                recordings.queries(),
                List.of(new LifeCycleRoutes(custody, recordings.blocking()), new AlarmRoutes(alarms)),
                metrics.registry()));
        closings.add("API", () -> await(admin.stop()));
        this.api = admin.baseUri();
        closings.add("recordings in work", recordings::awaitIdle);
        closings.add("sessions", this::endSessions);
    }

    /** Starts a node; see {@link org.callvault.cli.NodeStarter#start}. */
    static RunningNode start(Path directory, Map<String, String> environment, Consumer<String> progress) {
        Closings closings = new Closings();
        try {
            return new Node(SettingsLoader.load(directory, environment), closings, progress);
        } catch (InvalidSettings e) {
            throw new StartFailed("these settings cannot be used:\n  " + String.join("\n  ", e.problems()), e);
        } catch (Exception e) {
            closings.closeAll();
            throw e instanceof StartFailed told ? told : new StartFailed(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public List<String> listening() {
        return listening;
    }

    @Override
    public URI api() {
        return api;
    }

    @Override
    public Path dataDirectory() {
        return settings.node().dataDirectory();
    }

    @Override
    public CompletionStage<String> ended() {
        return ended;
    }

    @Override
    public void stop() {
        admission.close();
        closings.closeAll();
    }

    private NodeAdmission admission(NodeRecordings recordings, NodeDisks disks) {
        int mostSessions = settings.session().maxSessions();
        int mostStreams = settings.media().maxStreams();
        long leastBytes = settings.recording().minFreeBytes();
        HeapWatch heap = new HeapWatch();
        List<NodeAdmission.Bound> bounds = List.of(
                new NodeAdmission.Bound(
                        "sessions",
                        "the node has " + mostSessions + " sessions, its most",
                        () -> live.count() >= mostSessions),
                new NodeAdmission.Bound(
                        "streams",
                        "the node has " + mostStreams + " streams, its most",
                        () -> live.streams() >= mostStreams),
                new NodeAdmission.Bound(
                        "disk",
                        "the disk has less than " + (leastBytes >> 20) + " MiB left",
                        () -> recordings.freeBytes() < leastBytes),
                new NodeAdmission.Bound(
                        "data-disk", "the disk of the data directory is nearly full", disks::isCritical),
                new NodeAdmission.Bound("memory", "the node's memory is nearly full", heap::isFull));
        return new NodeAdmission(
                bounds,
                new RateLimit(settings.sip().maxSetupsPerSecond(), System.nanoTime()),
                new StrangerLimits(settings.trunks(), settings.sip().maxSetupsPerStranger()),
                System::nanoTime);
    }

    private CompletionStage<Boolean> pause(String callId, boolean paused) {
        return sessions.pause(new CallId(callId), paused).thenApply(done -> {
            audit.record(
                    AuditEvent.of(paused ? "session.pause" : "session.resume", done ? AuditEvent.OK : "no live call")
                            .with("callId", callId));
            return done;
        });
    }

    /**
     * Every live session gets a BYE, its packets are made durable, its recording is handed to the finisher. Where there are
     * other nodes, those go on with sessions whose media is not here.
     */
    private void endSessions() throws InterruptedException {
        boolean alone = !surroundings.hasOthers();
        List<LiveSession> open = live.all().stream()
                .filter(session ->
                        alone || session.mediaNode().equals(settings.node().name()))
                .toList();
        open.forEach(session -> sessions.tell(new CallId(session.callId()), new SessionCommand.End("shutdown")));
        long deadline = System.nanoTime() + SESSIONS_END_WITHIN.toNanos();
        while (open.stream().anyMatch(session -> live.find(session.callId()).isPresent())
                && System.nanoTime() - deadline < 0) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        LOG.atInfo()
                .addKeyValue("sessions", open.size())
                .addKeyValue("left", live.count())
                .log("sessions ended");
    }

    private static void logRecovery(Integer finished, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.atError().setCause(failure).log("recordings of an earlier process could not be finished yet");
        } else if (finished > 0) {
            LOG.atInfo().addKeyValue("recordings", finished).log("finished what an earlier process left");
        }
    }

    private static void terminate(ActorSystem<?> system) throws Exception {
        system.terminate();
        await(system.getWhenTerminated());
    }

    private static <T> T await(CompletionStage<T> stage) throws Exception {
        return await(stage, START_WITHIN);
    }

    private static <T> T await(CompletionStage<T> stage, Duration limit) throws Exception {
        try {
            return stage.toCompletableFuture().get(limit.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        } catch (TimeoutException e) {
            throw new IOException("took longer than " + limit.toSeconds() + " s", e);
        }
    }
}
