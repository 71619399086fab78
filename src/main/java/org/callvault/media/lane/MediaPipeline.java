package org.callvault.media.lane;

import akka.Done;
import akka.stream.Materializer;
import akka.stream.javadsl.Keep;
import akka.stream.javadsl.RunnableGraph;
import akka.stream.javadsl.Sink;
import akka.stream.javadsl.Source;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * The whole path of a packet from the kernel to the sink: one graph per lane, one element per sweep.
 *
 * <pre>
 *   receive dispatcher                                     write dispatcher
 *   +---------------------------------------------+        +------------------------------+
 *   | SweepSource ------------> Unprotect         | -- 2 ->| SweepSink                    |
 *   | commands, then all        demultiplex,      |        | append, flush once a second, |
 *   | sockets, each interval    decrypt, account  |        | end recordings               |
 *   +---------------------------------------------+        +------------------------------+
 *         ^                                                          |
 *         +------------- SweepPool: four sweeps in all --------------+
 * </pre>
 *
 * <p>What backpressure means, from the disk back to the wire:
 *
 * <ol>
 *   <li>The disk is slow: append, flush or end blocks the sink's thread. It gives no sweep back and asks for none.
 *   <li>Between the two dispatchers two sweeps may wait. When they do, SweepSource has no demand and soon no sweep; then
 *       it reads nothing. Commands wait too, in a bounded queue; when that is full, new calls and updates are refused,
 *       and descriptions and accounts are dropped (a description is counted in callvault.media.descriptions.lost, an
 *       account is made up for by the next). Questions are still answered.
 *   <li>What arrives meanwhile waits in each socket's kernel buffer: seconds of audio per stream. When that overflows,
 *       the kernel drops the newest; the stream's account shows it as lost, by sequence numbers, and as dropped by the
 *       kernel where the system tells (callvault.media.kernel.dropped counts the same for the node).
 *   <li>When the disk is back, sweeps follow each other without waiting for the interval until the sockets are empty.
 * </ol>
 *
 * <p>Nothing else is dropped but what {@link org.callvault.media.stream.Outcome} names, counted per stream and in
 * callvault.media.packets. A disk that fails instead of being slow holds nothing up: the sink keeps what it took within
 * its own bound, see {@link LaneWriter}.
 */
public final class MediaPipeline {
    static final String RECEIVE_DISPATCHER = "callvault.media.receive-dispatcher";
    static final String WRITE_DISPATCHER = "callvault.media.write-dispatcher";

    private MediaPipeline() {}

    /** How often sockets are read, and what was received is forced to disk. */
    public record Intervals(Duration sweep, Duration flush) {}

    /**
     * Runs a lane until it is stopped. The stage completes when both sides have ended, and fails when the graph did;
     * the lane can be run again then, with what it still has.
     */
    public static CompletionStage<Done> run(
            Lane lane, LaneWriter writer, Intervals intervals, MediaMeters meters, Materializer materializer) {
        return graph(lane, writer, new SweepPool(), intervals, meters).run(materializer);
    }

    private static RunnableGraph<CompletionStage<Done>> graph(
            Lane lane, LaneWriter writer, SweepPool pool, Intervals intervals, MediaMeters meters) {
        Unprotect unprotect = new Unprotect(meters);
        Source<Sweep, CompletionStage<Done>> receive = Source.fromGraph(
                        new SweepSource(lane, pool, intervals.sweep(), meters))
                .map(unprotect::apply)
                .watchTermination(Keep.right())
                .async(RECEIVE_DISPATCHER, 1);
        Sink<Sweep, CompletionStage<Done>> write = Sink.fromGraph(new SweepSink(writer, pool, intervals.flush()))
                .async(WRITE_DISPATCHER, SweepPool.WAITING);
        return receive.toMat(write, MediaPipeline::both);
    }

    private static CompletionStage<Done> both(CompletionStage<Done> receive, CompletionStage<Done> write) {
        return CompletableFuture.allOf(receive.toCompletableFuture(), write.toCompletableFuture())
                .thenApply(_ -> Done.getInstance());
    }
}
