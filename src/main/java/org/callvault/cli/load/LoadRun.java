package org.callvault.cli.load;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.callvault.cli.demo.SpeechLike;
import org.callvault.cli.src.AudioSource;
import org.callvault.cli.src.CallFailed;
import org.callvault.cli.src.CallTarget;
import org.callvault.cli.src.TestCall;
import org.callvault.cli.src.Ulaw;
import org.callvault.config.Settings;
import org.callvault.media.socket.LinuxSockets;
import org.callvault.media.socket.MediaSockets;
import org.callvault.media.socket.SocketChoice;
import org.jspecify.annotations.Nullable;

/** Places the calls of a plan and keeps them up: {@link #run} once, {@link #stop} from any thread. */
public final class LoadRun implements AutoCloseable {
    private static final int STREAMS = 2;
    private static final Duration FRAME = Duration.ofMillis(20);

    private final LoadPlan plan;
    private final Connections connections;
    private final MediaSockets sockets;
    private final Pacer pacer;
    private final AudioSource speech;
    private final Tally tally = new Tally();
    private final Set<TestCall> live = ConcurrentHashMap.newKeySet();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Semaphore room;

    private LoadRun(LoadPlan plan, Connections connections) throws IOException {
        this.plan = plan;
        this.connections = connections;
        InetAddress local = anyAddress(plan.target().host());
        this.sockets = SocketChoice.of(Settings.Receive.AUTO, local).sockets();
        this.pacer = Pacer.start(Runtime.getRuntime().availableProcessors(), sockets, local);
        this.speech = AudioSource.looped(Ulaw.encode(SpeechLike.speak(1, 110, 10)));
        this.room = new Semaphore(plan.calls());
    }

    /**
     * Connects; no call is placed yet.
     *
     * @throws CallFailed when nothing takes connections there
     */
    public static LoadRun open(LoadPlan plan) throws IOException {
        return new LoadRun(plan, Connections.open(plan.target(), plan.connections()));
    }

    /** Of the family that the recorder is reached by. */
    private static InetAddress anyAddress(String host) throws IOException {
        return InetAddress.ofLiteral(InetAddress.getByName(host) instanceof Inet6Address ? "::" : "0.0.0.0");
    }

    /** Places the calls and returns when the last one is over. */
    public void run() throws InterruptedException {
        long start = System.nanoTime();
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int call = 0;
                    isWanted(call, start) && waitFor(start + plan.arrivals().nanosTo(call));
                    call++) {
                if (!hasRoom(start)) {
                    break;
                }
                int number = call;
                callers.execute(() -> place(number));
            }
        }
    }

    private boolean isWanted(int call, long start) {
        return plan.duration()
                .map(duration -> System.nanoTime() - start < duration.toNanos())
                .orElse(call < plan.calls());
    }

    /** False when the run was stopped meanwhile. */
    private boolean waitFor(long due) throws InterruptedException {
        return !stopped.await(Math.max(0, due - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /** Waits until fewer calls are up than the plan has; false when none is wanted any more by then. */
    private boolean hasRoom(long start) throws InterruptedException {
        while (!room.tryAcquire(FRAME.toMillis(), TimeUnit.MILLISECONDS)) {
            if (stopped.getCount() == 0 || !isWanted(0, start)) {
                return false;
            }
        }
        return true;
    }

    private void place(int number) {
        tally.placed();
        try (TestCall call = TestCall.over(plan.streams().apply(streams(number)), connections.of(number))) {
            live.add(call);
            try {
                play(number, call);
            } finally {
                live.remove(call);
            }
        } catch (CallFailed | IOException failed) {
            if (stopped.getCount() == 0) {
                tally.cancelled();
            } else {
                tally.failed(reason(failed));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            room.release();
        }
    }

    private void play(int number, TestCall call) throws IOException, InterruptedException {
        if (stopped.getCount() == 0) {
            call.stop();
        }
        long begun = System.nanoTime();
        call.invite();
        tally.answered(System.nanoTime() - begun);
        try {
            PacedCall media = pacer.add(call::sendFrame, (int) plan.hold().dividedBy(FRAME));
            boolean whole = false;
            try {
                call.attend(plan.hold());
                whole = !call.endedByRecorder() && stopped.getCount() > 0;
            } finally {
                if (!whole) {
                    media.stop();
                }
                media.await();
            }
            call.hangUp();
        } finally {
            tally.over(new PlacedCall(number, call.callId(), call.packetsSent()));
        }
        if (call.endedByRecorder()) {
            tally.failed("the recorder ended the call");
        }
    }

    private List<AudioSource> streams(int call) {
        return IntStream.range(0, STREAMS)
                .mapToObj(
                        stream -> plan.counted() ? AudioSource.counted(PlacedCall.countedStream(call, stream)) : speech)
                .toList();
    }

    private static String reason(Exception failed) {
        String message = failed.getMessage();
        return failed instanceof CallFailed && message != null ? message : failed.toString();
    }

    /** Places no more calls and ends those that are up: by BYE, or by CANCEL where no answer has come yet. */
    public void stop() {
        stopped.countDown();
        live.forEach(TestCall::stop);
    }

    /** Calls that are up, calls that failed, and packets of sound sent so far. */
    public record Progress(int up, int failed, long packets) {}

    public Progress progress() {
        return new Progress(tally.up(), tally.failures(), pacer.packets());
    }

    /**
     * Asks the recorder what it has of the calls, once they are over; a call without a recording is a failure.
     *
     * @param readBack whether to count in the audio instead of believing the manifests
     */
    public LoadReport.Packets received(HttpClient client, URI api, boolean readBack) {
        return Reception.of(client, api, readBack, tally);
    }

    /** What the run showed; once, when it is over. */
    public LoadReport report(
            Instant startedAt,
            Duration took,
            LoadReport.@Nullable Packets packets,
            LoadReport.@Nullable Server server) {
        CallTarget target = plan.target();
        return new LoadReport(
                startedAt,
                took.toMillis() / 1e3,
                target.host() + ":" + target.port(),
                target.transport().name(),
                plan.streams().apply(streams(0)).suite().map(Enum::name).orElse("none"),
                tally.summary(),
                LoadReport.Times.of(tally.setUp()),
                LoadReport.Bucket.of(tally.setUp()),
                LoadReport.Times.of(pacer.lag()),
                LoadReport.Sender.of(
                        sockets instanceof LinuxSockets ? "sendmmsg" : "nio",
                        pacer.cpuNanos(),
                        pacer.packets(),
                        pacer.unsent()),
                tally.calls().stream()
                        .flatMap(call -> call.sent().stream())
                        .mapToLong(Integer::longValue)
                        .sum(),
                packets,
                server,
                tally.reasons());
    }

    @Override
    public void close() throws IOException {
        pacer.close();
        connections.close();
    }
}
