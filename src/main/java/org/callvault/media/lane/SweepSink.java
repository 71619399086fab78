package org.callvault.media.lane;

import akka.Done;
import akka.japi.Pair;
import akka.stream.Attributes;
import akka.stream.Inlet;
import akka.stream.SinkShape;
import akka.stream.stage.AbstractGraphStageWithMaterializedValue;
import akka.stream.stage.AbstractInHandler;
import akka.stream.stage.GraphStageLogic;
import akka.stream.stage.TimerGraphStageLogic;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Where a lane's graph ends: writes each sweep, gives it back to the pool, and only then asks for the next; flushes at
 * its own interval, whether packets come or not. Materialises to the end of the graph.
 */
final class SweepSink extends AbstractGraphStageWithMaterializedValue<SinkShape<Sweep>, CompletionStage<Done>> {
    private static final String FLUSH = "flush";

    private final Inlet<Sweep> in = Inlet.create("SweepSink.in");
    private final LaneWriter writer;
    private final SweepPool pool;
    private final Duration flushInterval;

    SweepSink(LaneWriter writer, SweepPool pool, Duration flushInterval) {
        this.writer = writer;
        this.pool = pool;
        this.flushInterval = flushInterval;
    }

    @Override
    public SinkShape<Sweep> shape() {
        return SinkShape.of(in);
    }

    @Override
    public Pair<GraphStageLogic, CompletionStage<Done>> createLogicAndMaterializedValuePair(Attributes attributes) {
        Writing writing = new Writing();
        return new Pair<>(writing, writing.done);
    }

    private final class Writing extends TimerGraphStageLogic {
        private final CompletableFuture<Done> done = new CompletableFuture<>();

        Writing() {
            super(shape());
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    Sweep sweep = grab(in);
                    writer.write(sweep);
                    pool.giveBack(sweep);
                    pull(in);
                }

                @Override
                public void onUpstreamFinish() {
                    writer.close();
                    done.complete(Done.getInstance());
                    completeStage();
                }

                @Override
                public void onUpstreamFailure(Throwable failure) {
                    done.completeExceptionally(failure);
                    failStage(failure);
                }
            });
        }

        @Override
        public void preStart() {
            scheduleWithFixedDelay(FLUSH, flushInterval, flushInterval);
            pull(in);
        }

        @Override
        public void onTimer(Object timer) {
            writer.flush();
        }

        /** Also when the graph is cut off: what was appended gets to disk. */
        @Override
        public void postStop() {
            if (done.isDone()) {
                return;
            }
            writer.flush();
            done.completeExceptionally(new IllegalStateException("the lane's graph was cut off"));
        }
    }
}
