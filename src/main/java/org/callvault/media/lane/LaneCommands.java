package org.callvault.media.lane;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The way into a lane for other threads: bounded, except for endings, of which each call has one. After {@link
 * #closeIfEmpty} nothing is taken.
 */
final class LaneCommands {
    /** More than a busy node asks for during a long stall of the disk. */
    static final int CAPACITY = 16_384;

    private final Queue<LaneCommand> commands = new ArrayDeque<>();
    private final Queue<Question> questions = new ArrayDeque<>();
    private boolean closed;

    /** Asks for a call's account; not one of the commands, because it is answered also while the disk is stalled. */
    record Question(LaneCall call, CompletableFuture<List<StreamAccount>> answer) {}

    /** False when the lane is overloaded or stopped: then nothing of the command happens. */
    synchronized boolean offer(LaneCommand command) {
        if (closed) {
            return false;
        }
        return switch (command) {
            case LaneCommand.Finish finish -> commands.add(finish);
            case LaneCommand.Change change -> offerBounded(change);
            case LaneCommand.Keyed keyed -> offerBounded(keyed);
            case LaneCommand.Describe describe -> offerBounded(describe);
            case LaneCommand.WriteAccount write -> offerBounded(write);
        };
    }

    /** The oldest command, which stays until {@link #done}. */
    synchronized @Nullable LaneCommand next() {
        return commands.peek();
    }

    synchronized void done() {
        commands.remove();
    }

    /** False when the lane is overloaded or stopped. */
    synchronized boolean ask(Question question) {
        return !closed && questions.size() < CAPACITY && questions.add(question);
    }

    synchronized @Nullable Question nextQuestion() {
        return questions.poll();
    }

    /** Refuses what comes from now on, unless something is still waiting to be carried out. */
    synchronized boolean closeIfEmpty() {
        closed = commands.isEmpty() && questions.isEmpty();
        return closed;
    }

    private boolean offerBounded(LaneCommand command) {
        return commands.size() < CAPACITY && commands.add(command);
    }
}
