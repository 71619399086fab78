package org.callvault.media.lane;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.callvault.media.port.PortLeases;
import org.callvault.media.stream.StreamReceiver;
import org.callvault.srtp.SrtpReceiver;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One receive lane's calls and sockets. Actors use {@link #offer}, {@link #account}, {@link #finish}, {@link #load} and
 * {@link #stop} from any thread; everything else is the receive side's of {@link MediaPipeline}. It outlives its graph:
 * should that fail, the next one goes on with the same calls.
 */
public final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final ReceiveLane sockets;
    private final PortLeases leases;
    private final Reports reports;
    private final LongSupplier micros;
    private final LongSupplier nanos;
    private final LaneCommands commands = new LaneCommands();
    private final AtomicInteger load = new AtomicInteger();
    private final Set<LaneCall> calls = new LinkedHashSet<>();
    private volatile boolean stopping;

    /**
     * @param micros time of day, microseconds since the epoch
     * @param nanos a monotonic clock
     */
    public Lane(ReceiveLane sockets, PortLeases leases, Reports reports, LongSupplier micros, LongSupplier nanos) {
        this.sockets = sockets;
        this.leases = leases;
        this.reports = reports;
        this.micros = micros;
        this.nanos = nanos;
    }

    /** Hands a command over; false when the lane is overloaded or stopped, and then nothing of it happens. */
    public boolean offer(LaneCommand command) {
        boolean accepted = commands.offer(command);
        if (accepted && command instanceof LaneCommand.Change change) {
            load.addAndGet(change.added().size());
        }
        return accepted;
    }

    /** The call's account as of now; empty when the lane is overloaded or stopped. */
    public CompletableFuture<List<StreamAccount>> account(LaneCall call) {
        LaneCommands.Question question = new LaneCommands.Question(call, new CompletableFuture<>());
        if (!commands.ask(question)) {
            question.answer().complete(List.of());
        }
        return question.answer();
    }

    /** Ends a call, however often it is asked; the answer is {@link LaneCall#durable}. */
    public void finish(LaneCall call) {
        if (call.askToFinish() && !commands.offer(new LaneCommand.Finish(call))) {
            call.durable().completeExceptionally(new IllegalStateException("the lane has stopped"));
        }
    }

    /** Streams that are or will soon be read here. */
    public int load() {
        return load.get();
    }

    /** Finishes all calls; the graph ends after that. */
    public void stop() {
        stopping = true;
    }

    /** Whether nothing will come any more. */
    boolean isFinished() {
        return stopping && calls.isEmpty() && commands.closeIfEmpty();
    }

    /** Sends the receiver reports that are due. */
    void report() {
        reports.send(nanos.getAsLong());
    }

    /** Answers who asked for an account. */
    void answerQuestions() {
        for (var question = commands.nextQuestion(); question != null; question = commands.nextQuestion()) {
            question.call().streams().forEach(sockets::countDrops);
            question.answer().complete(question.call().account());
        }
    }

    /**
     * Carries out the commands that wait and reads the sockets.
     *
     * @return false when the sweep got full before all was done
     */
    boolean fill(Sweep sweep) {
        sweep.begin(micros.getAsLong(), nanos.getAsLong());
        for (LaneCommand command = commands.next(); command != null; command = commands.next()) {
            if (!carryOut(command, sweep)) {
                return false;
            }
            commands.done();
        }
        if (stopping) {
            return finishAll(sweep);
        }
        return sockets.sweep(sweep);
    }

    private boolean finishAll(Sweep sweep) {
        for (LaneCall call : List.copyOf(calls)) {
            call.askToFinish();
            if (!finish(call, sweep)) {
                return false;
            }
        }
        return true;
    }

    /** False when the sweep has no room for what must be read first; then the same command comes again. */
    private boolean carryOut(LaneCommand command, Sweep sweep) {
        try {
            return switch (command) {
                case LaneCommand.Change change -> change(change, sweep);
                case LaneCommand.Finish finish -> finish(finish.call(), sweep);
                case LaneCommand.Keyed keyed -> keyed(keyed, sweep);
                case LaneCommand.Describe describe -> {
                    sweep.descriptions().add(Sweep.Note.description(describe.call(), describe.description()));
                    yield true;
                }
                case LaneCommand.WriteAccount write -> {
                    write.call().streams().forEach(sockets::countDrops);
                    sweep.accountsWanted().add(write.call());
                    yield true;
                }
            };
        } catch (RuntimeException e) {
            // A fault of ours in one call's command; were it thrown, the same command would end the next graph too.
            LOG.atError()
                    .addKeyValue("recording", command.call().recording())
                    .setCause(e)
                    .log("a command to a media lane failed");
            return true;
        }
    }

    private boolean change(LaneCommand.Change change, Sweep sweep) {
        LaneCall call = change.call();
        for (int index : change.removed()) {
            if (!remove(call, index, sweep)) {
                return false;
            }
        }
        for (LaneCommand.Addition added : change.added()) {
            if (!remove(call, added.index(), sweep)) {
                return false;
            }
        }
        calls.add(call);
        call.open();
        change.added().forEach(added -> add(call, added, sweep.nowNanos()));
        change.revised().forEach(revised -> revise(call, revised, sweep));
        return true;
    }

    private void add(LaneCall call, LaneCommand.Addition added, long nowNanos) {
        StreamReceiver receiver =
                new StreamReceiver(call.accounting(added.index()), added.srtp(), added.receiving(), added.remote());
        receiver.keyBy(added.handshake());
        LaneStream stream = new LaneStream(
                added.index(), added.lease(), receiver, reports.reporter(call, receiver, added.reports()));
        call.put(stream);
        sockets.add(call, stream, nowNanos);
        reports.add(call, stream, nowNanos);
    }

    /** A stream resumes and is rekeyed at once, but goes on hold only after what waits in its sockets. */
    private static void revise(LaneCall call, LaneCommand.Revision revision, Sweep sweep) {
        LaneStream stream = call.stream(revision.index());
        if (stream == null) {
            return;
        }
        stream.receiver().describe(revision.remote());
        stream.receiver().keyBy(revision.handshake());
        if (revision.srtp().rekeyed()) {
            rekey(call, stream, revision.srtp().key(), sweep);
        }
        if (revision.reports().rekeyed()) {
            stream.reporter().rekey(revision.reports().key());
        }
        if (revision.receiving()) {
            // A hold of a moment ago, in this same sweep, is over too.
            sweep.pausing().remove(stream);
            stream.receiver().resume();
        } else {
            sweep.pausing().add(stream);
        }
    }

    /** What failed with the old key is tried with the new one, as far as the sweep has room. */
    private static void rekey(LaneCall call, LaneStream stream, @Nullable SrtpReceiver key, Sweep sweep) {
        StreamReceiver receiver = stream.receiver();
        receiver.rekey(key, sweep.nowNanos());
        if (key != null && sweep.roomForLongest() >= StreamReceiver.MOST_UNDECIPHERED) {
            again(call, stream, sweep);
        }
    }

    private static void again(LaneCall call, LaneStream stream, Sweep sweep) {
        stream.receiver().undeciphered(sweep.nowNanos()).forEach(packet -> sweep.add(call, stream, packet));
    }

    /** Between two sweeps, as every other key. */
    private static boolean keyed(LaneCommand.Keyed keyed, Sweep sweep) {
        LaneStream stream = keyed.call().stream(keyed.index());
        if (stream == null || !stream.receiver().isKeyedBy(keyed.handshake())) {
            keyed.close();
            return true;
        }
        if (sweep.roomForLongest() < StreamReceiver.MOST_UNDECIPHERED) {
            return false;
        }
        if (keyed.control()) {
            stream.receiver().rekeyControl(keyed.theirs(), sweep.nowNanos());
            again(keyed.call(), stream, sweep);
        } else {
            rekey(keyed.call(), stream, keyed.theirs(), sweep);
        }
        if (keyed.control() || stream.receiver().isShared()) {
            stream.reporter().rekey(keyed.ours());
        } else {
            keyed.ours().close();
        }
        return true;
    }

    private boolean finish(LaneCall call, Sweep sweep) {
        if (!call.isOpen()) {
            call.durable().complete(List.of());
            return true;
        }
        if (!calls.contains(call)) {
            return true;
        }
        for (LaneStream stream : call.streams()) {
            if (!remove(call, stream.index(), sweep)) {
                return false;
            }
        }
        calls.remove(call);
        sweep.accountsWanted().add(call);
        sweep.finishing().add(call);
        return true;
    }

    /** Reads what the kernel still holds, then closes the sockets; the keys go when that is decrypted. */
    private boolean remove(LaneCall call, int index, Sweep sweep) {
        LaneStream stream = call.stream(index);
        if (stream == null) {
            return true;
        }
        if (!sockets.drain(stream, sweep)) {
            return false;
        }
        reports.farewell(call, stream, sweep.nowNanos());
        call.remove(stream);
        sweep.leaving().add(stream);
        leases.release(stream.lease(), sweep.nowNanos());
        load.decrementAndGet();
        return true;
    }
}
