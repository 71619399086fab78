package org.callvault.session;

import akka.actor.typed.javadsl.ActorContext;
import akka.actor.typed.javadsl.TimerScheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.UUID;
import org.callvault.session.signal.CallId;
import org.callvault.session.state.LiveSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a session's row in step with the session. What the SRC is told waits for it, but not for long: a database that is away
 * stops no recording. Then the session goes on unreplicated, is counted, and catches up.
 */
final class Replica {
    private static final Duration AGAIN = Duration.ofSeconds(1);
    private static final String UNREPLICATED = "callvault.session.unreplicated";

    private final ActorContext<SessionCommand> context;
    private final TimerScheduler<SessionCommand> timers;
    private final CallId callId;
    private final SessionEnvironment environment;
    private final LiveRows rows;
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final String writer = UUID.randomUUID().toString();
    private long revision;
    private @Nullable LiveSnapshot kept;
    private @Nullable LiveSnapshot wanted;
    private boolean writing;
    private boolean away;

    /** A write is done. */
    record Written(LiveSnapshot state, @Nullable Throwable failure) implements SessionMessage {}

    /** Enough has been waited. */
    record WaitOver() implements SessionMessage {}

    /** Time to write again. */
    record WriteAgain() implements SessionMessage {}

    /**
     * @param row as it was found; empty where there is none
     */
    Replica(
            ActorContext<SessionCommand> context,
            TimerScheduler<SessionCommand> timers,
            CallId callId,
            SessionEnvironment environment,
            LiveRows rows,
            Optional<LiveRows.Row> row) {
        this.context = context;
        this.timers = timers;
        this.callId = callId;
        this.environment = environment;
        this.rows = rows;
        this.revision = row.map(LiveRows.Row::revision).orElse(0L);
    }

    /** The session is so now; empty while there is nothing that another node could go on with. */
    void note(Optional<LiveSnapshot> state) {
        if (state.isPresent() && !state.get().equals(wanted)) {
            wanted = state.get();
            write();
        }
    }

    /** What others may learn only when it is kept. */
    void whenKept(Runnable telling) {
        if (inStep() || away) {
            telling.run();
        } else {
            waiting.add(telling);
            timers.startSingleTimer(
                    WaitOver.class, new WaitOver(), environment.context().catalogWait());
        }
    }

    /** Whether another node can go on with this session as it is. */
    boolean inStep() {
        return !writing && (wanted == null || wanted.equals(kept));
    }

    private void write() {
        LiveSnapshot state = wanted;
        if (writing || state == null || state.equals(kept)) {
            return;
        }
        writing = true;
        LiveRows.Row row = new LiveRows.Row(revision + 1, environment.context().node(), writer, state);
        context.pipeToSelf(rows.write(callId, row), (done, failure) -> new Written(state, failure));
    }

    /** False where somebody else runs this session: this one must stop and touch nothing. */
    boolean onWritten(Written written) {
        writing = false;
        if (written.failure() == null) {
            away = false;
            revision++;
            kept = written.state();
            write();
        } else if (written.failure() instanceof LiveRows.Fenced) {
            return false;
        } else {
            away = true;
            environment.metrics().counter(UNREPLICATED).increment();
            context.getLog()
                    .atWarn()
                    .addKeyValue("callId", callId.value())
                    .addKeyValue("cause", String.valueOf(written.failure().getMessage()))
                    .log("the session is not kept for other nodes; it is tried again");
            timers.startSingleTimer(WriteAgain.class, new WriteAgain(), AGAIN);
        }
        if (inStep() || away) {
            release();
        }
        return true;
    }

    void onWriteAgain() {
        write();
    }

    /** What waits is told now. */
    void release() {
        timers.cancel(WaitOver.class);
        for (Runnable telling = waiting.poll(); telling != null; telling = waiting.poll()) {
            telling.run();
        }
    }

    /** The session is over. */
    void remove() {
        wanted = null;
        timers.cancel(WriteAgain.class);
        if (revision > 0 || writing) {
            var _ = rows.remove(callId, writer);
            revision = 0;
            kept = null;
        }
    }
}
